import { runInScope } from "../../task/current-scope.ts";
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
  /** Called at the end of a wait, well or not, that nobody wanted any more. */
  readonly abandoned?: (() => void) | undefined;
}

/** Makes a Wait of a promise. */
export function cancellable(options: Cancellable): Wait {
  const { begin, returns = same, rescues, undo, abandoned } = options;
  const abort = new AbortController();
  const wait = new Wait(() => abort.abort());
  // The server may have been opened in a task: its end isn't that of the clients' waits.
  const began = runInScope(undefined, () => begin(abort.signal));
  began.then(
    (value) => {
      if (!wait.isOver) return wait.give(returns(value));
      undo?.(value);
      abandoned?.();
    },
    (error: unknown) => {
      if (wait.isOver) return abandoned?.();
      settle(wait, () => rescues?.(error) ?? rethrow(error));
    },
  );
  return wait;
}

function settle(wait: Wait, rescue: () => unknown): void {
  let value: unknown;
  try {
    value = rescue();
  } catch (error) {
    return wait.fail(error);
  }
  wait.give(value);
}

function rethrow(error: unknown): never {
  throw error;
}

function same(value: unknown): unknown {
  return value;
}
