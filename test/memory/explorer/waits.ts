import { TimeoutError } from "../../../src/errors.ts";
import type { WaitLimits } from "../../../src/memory/memory.ts";
import type { ModelMemory } from "./model-memory.ts";

/** What a wait gives that has ended with nothing. */
export const GAVE_UP = "gave up";

/** Blocks until the wait gives something, or until a sleep has ended early. */
export function waitBriefly<Result>(wait: (limits: WaitLimits) => Result): Result | typeof GAVE_UP {
  try {
    return wait({ timeout: 40 });
  } catch (error) {
    if (error instanceof TimeoutError) return GAVE_UP;
    throw error;
  }
}

/** Waits in the event loop, so often at once, until all are served. Gives what they gave. */
export function waitInLoop(
  memory: ModelMemory,
  wait: () => Promise<unknown>,
  times = 1,
): readonly unknown[] {
  const { served } = memory.parking;
  for (let begun = 0; begun < times; begun += 1) ignore(wait());
  memory.loop(() => served.length === times);
  return served;
}

/** Waits in the event loop until it is served, or until a sleep has ended early: then it is cancelled. */
export function waitInLoopBriefly(
  memory: ModelMemory,
  wait: (limits: WaitLimits) => Promise<unknown>,
): unknown {
  const { served } = memory.parking;
  const signal = new Abort();
  // It has all that a wait looks at.
  ignore(wait({ signal: signal as unknown as AbortSignal }));
  memory.loop(
    () => served.length > 0,
    () => {
      signal.abort();
      return true;
    },
  );
  return served[0] ?? GAVE_UP;
}

function ignore(promise: Promise<unknown>): void {
  promise.catch(() => {
    // A pause ends here, too, which the explorer knows about.
  });
}

/** An AbortSignal whose listeners can pause: Node would report what they throw. */
class Abort {
  readonly reason: Error = new Error("cancelled");
  readonly #listeners = new Set<() => void>();

  throwIfAborted(): void {
    // It is aborted during the wait only.
  }

  addEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.delete(listener);
  }

  abort(): void {
    for (const listener of this.#listeners) listener();
  }
}
