import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import { isUntold, type AtomicKind } from "./operation.ts";
import { performer } from "./performer.ts";
import { wordsView } from "./views.ts";

type AtomicFunction = (array: unknown, index: number, ...values: number[]) => number;

/** What an operation gives of which nobody is told the result. */
const untold = {
  valueOf(): never {
    throw new Error("the explorer doesn't tell what this operation gives: see isUntold");
  },
};

/** Names that are replaced while a model is explored. */
const replaced: Record<AtomicKind, true> = {
  load: true,
  store: true,
  compareExchange: true,
  exchange: true,
  add: true,
  sub: true,
  and: true,
  or: true,
  xor: true,
};

/**
 * Runs `explore` while the globals through which the product reaches shared memory and time are replaced: `Atomics`, the
 * clock, timers and microtasks. Nothing else can run meanwhile, since `explore` doesn't wait.
 */
export function trapped<Result>(explore: () => Result): Result {
  const { stackTraceLimit } = Error;
  const undo = [trapAtomics(), trapTime(), trapProcessors()];
  Error.stackTraceLimit = 0;
  try {
    return explore();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    for (const step of undo) step();
  }
}

function trapAtomics(): () => void {
  const atomics = Atomics as unknown as Record<string, AtomicFunction>;
  const originals = new Map<string, AtomicFunction>();
  for (const name of Object.keys(replaced)) {
    const original = atomics[name];
    if (original === undefined) throw new Error(`there is no Atomics.${name}`);
    originals.set(name, original);
    // Only the keys of `replaced` come here.
    atomics[name] = trapOf(name as AtomicKind, original);
  }
  return () => {
    for (const [name, original] of originals) atomics[name] = original;
  };
}

function trapOf(kind: AtomicKind, original: AtomicFunction): AtomicFunction {
  return (array, index, ...values) => {
    if (array !== wordsView) return original(array, index, ...values);
    const [first = 0, second = 0] = values;
    if (kind !== "compareExchange") {
      const result = performer().perform({ kind, index, value: first | 0, expected: 0 });
      // Whoever computes with it after all finds out.
      return isUntold({ kind }) ? (untold as unknown as number) : result;
    }
    return performer().perform({ kind, index, value: second | 0, expected: first | 0 });
  };
}

/** Timers never fire: whoever explores says when time passes. */
function trapTime(): () => void {
  const { setTimeout, setInterval, clearTimeout, clearInterval, queueMicrotask } = globalThis;
  const timer = { unref: () => timer, ref: () => timer };
  const noTimer = (): object => timer;
  Object.assign(globalThis, {
    setTimeout: noTimer,
    setInterval: noTimer,
    clearTimeout: noTimer,
    clearInterval: noTimer,
    queueMicrotask: (task: () => void) => performer().later(task),
  });
  performance.now = () => performer().now();
  return () => {
    Object.assign(globalThis, {
      setTimeout,
      setInterval,
      clearTimeout,
      clearInterval,
      queueMicrotask,
    });
    Reflect.deleteProperty(performance, "now");
  };
}

/** With a single processor nobody repeats an attempt before they sleep: that is only more of the same. */
function trapProcessors(): () => void {
  const { availableParallelism } = os;
  os.availableParallelism = () => 1;
  syncBuiltinESMExports();
  return () => {
    os.availableParallelism = availableParallelism;
    syncBuiltinESMExports();
  };
}
