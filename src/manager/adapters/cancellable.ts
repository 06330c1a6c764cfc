import { Wait } from "../served/wait.ts";

/** A wait of JavaScript as one that a server can cancel. */
export interface Cancellable {
  /** Begins it; the signal says that nobody wants its end any more. */
  readonly begin: (signal: AbortSignal) => Promise<unknown>;
  /** What the call returns for what the promise gave. Default: that. */
  readonly returns?: ((value: unknown) => unknown) | undefined;
  /** What the call returns instead of raising; undefined raises. */
  readonly rescues?: ((error: unknown) => unknown) | undefined;
  /** Gives back what came although nobody wanted it any more. */
  readonly undo?: ((value: unknown) => void) | undefined;
}

/** Makes a Wait of a promise. */
export function cancellable({ begin, returns = same, rescues, undo }: Cancellable): Wait {
  const abort = new AbortController();
  const wait = new Wait(() => abort.abort());
  begin(abort.signal).then(
    (value) => {
      if (wait.isOver) undo?.(value);
      else wait.give(returns(value));
    },
    (error: unknown) => {
      const value = rescues?.(error);
      if (value === undefined) wait.fail(error);
      else wait.give(value);
    },
  );
  return wait;
}

function same(value: unknown): unknown {
  return value;
}
