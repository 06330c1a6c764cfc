import type { WaitOptions } from "./wait.ts";

/** Says of an object how `waitAny` can wait for it. */
export interface Waitable {
  /** Whether it is ready now. Takes nothing and never waits. */
  ready(): boolean;
  /**
   * Waits until it is ready, and takes nothing; rejects with TimeoutError or with the signal's reason, and then leaves
   * nothing behind.
   */
  whenReady(options: WaitOptions): Promise<unknown>;
}

/** The method under this key says how its object is waited for: it gives a {@link Waitable}. */
export const waitable: unique symbol = Symbol.for("skein.waitable") as typeof waitable;

/** Says how an object is waited for, or gives undefined for one that can't be. */
export function describeWaitable(value: object): Waitable | undefined {
  // Whoever has the method has promised its form.
  const { [waitable]: describe } = value as { readonly [waitable]?: () => Waitable };
  return describe?.call(value);
}
