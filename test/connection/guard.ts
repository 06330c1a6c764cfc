import { Listener } from "../../src/connection.ts";

/** A listener with the key "abc", and those that it has refused. */
export interface Guarded extends Disposable {
  readonly listener: Listener;
  /** The next one that was refused. */
  readonly refusal: () => Promise<Error>;
}

/** Opens a {@link Guarded} listener. */
export async function guard(
  options: { allowLegacyAuth?: boolean; maxPending?: number } = {},
): Promise<Guarded> {
  const refused: Error[] = [];
  let wake = (): void => {};
  const onRefused = (error: Error): void => {
    refused.push(error);
    wake();
  };
  const listener = await Listener.open("127.0.0.1:0", { authkey: "abc", onRefused, ...options });
  return {
    listener,
    async refusal() {
      for (;;) {
        const error = refused.shift();
        if (error !== undefined) return error;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    [Symbol.dispose]: () => listener.close(),
  };
}
