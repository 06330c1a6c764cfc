import { threadId } from "node:worker_threads";
import { CancelledError } from "../errors.ts";
import { backendOf } from "../worker/backends.ts";
import type { ChildKind, PlaceKind } from "../worker/child-kind.ts";
import { ChildMemory } from "../worker/child-memory.ts";
import type { ChildOptions } from "../worker/child-options.ts";
import { Child, stateOf } from "../worker/child.ts";
import { refuseWhileImporting } from "../worker/refuse-importing.ts";
import { RunningChildren } from "../worker/running-children.ts";
import { startRun } from "../worker/start-run.ts";
import { threadIdentity } from "../worker/thread-identity.ts";
import { reportThreadError } from "./except-hook.ts";
import { fleet } from "./fleet.ts";
import { currentLightThread } from "./light-thread.ts";
import { startInstance, startLight } from "./start-light.ts";
import { runThread } from "./thread-body.ts";

/** What a thread can be made with. */
export type ThreadOptions<Arguments extends readonly unknown[], Returned> = ChildOptions<
  Arguments,
  Returned
> & {
  /**
   * Whether it has an operating system's thread of its own, which can be terminated, and whose crash harms no other.
   * Default: false, it is a light thread.
   */
  readonly dedicated?: boolean | undefined;
};

const running = new RunningChildren();
let threads = 0;
let cancelledAhead: (child: object) => unknown;

/**
 * A function in a thread, or a subclass with a `run()` of its own; Python's `threading.Thread`.
 *
 * By default it is light: many share a few carriers, operating system's threads on all cores, and take turns there
 * whenever they wait for something, so that there can be a million of them. A function that computes for long or that
 * blocks in a `…Sync()` call is found out and gets a carrier where it holds up nobody. With `dedicated: true` the
 * thread has an operating system's thread of its own.
 *
 * Threads share memory through the objects of this package and SharedArrayBuffers only; what a function has captured
 * and is given is copied, as for a Process.
 *
 * The program stays alive until its threads have ended, except for daemons: those are ended with it. An error that a
 * thread doesn't catch is shown on stderr (`setExceptHook` changes that) and is what `result()` rejects with.
 *
 * @example
 *     const thread = new Thread({ target: (limit: number) => sumUpTo(limit), args: [1_000_000] });
 *     thread.start();
 *     console.log(await thread.result());
 */
export class Thread<
  Arguments extends readonly unknown[] = readonly [],
  Returned = unknown,
> extends Child<Returned> {
  /** Why it was cancelled before its start. */
  #cancelled: unknown = undefined;

  constructor(options?: ThreadOptions<Arguments, Returned>) {
    super(options?.dedicated === true ? dedicated : light, options ?? {});
  }

  /** The thread's number in its process: known as soon as `start()` has returned, undefined before. */
  get ident(): number | undefined {
    // Throws after `close()`.
    const { isAlive } = this;
    const { self, id, run } = stateOf(this);
    return self && isAlive ? ownIdent(id) : run?.id;
  }

  override start(): void {
    super.start();
    if (this.#cancelled !== undefined) stateOf(this).run?.cancel(this.#cancelled);
  }

  static {
    cancelledAhead = (child) => (#cancelled in child ? child.#cancelled : undefined);
  }

  /**
   * Interrupts the thread: the wait in which it is, or else its next one, rejects with CancelledError (with `reason`, if
   * one is given, `result()` rejects with that), and the signal of its `currentTask()` aborts. What it computes
   * meanwhile goes on, and what it catches and does then is its own. A light thread that hasn't begun never does.
   */
  cancel(reason: unknown = new CancelledError("the thread was cancelled")): void {
    const { self, run } = stateOf(this);
    if (self) currentLightThread()?.cancel(reason);
    else if (run === undefined) this.#cancelled = reason;
    else run.cancel(reason);
  }
}

/** An instance that has been packed by its starter has learned its ident on arrival only. */
function ownIdent(id: number | undefined): number {
  return id ?? currentLightThread()?.ident ?? threadId;
}

const place: PlaceKind = {
  noun: "thread",
  backend: () => backendOf("thread"),
  module: import.meta.url,
  body: runThread,
  circumstances: ({ name, daemon }) => ({ name, daemon }),
  failed: (child, error) => reportThreadError(child, error),
};

const dedicated: ChildKind = {
  noun: "thread",
  refuseMaking: () => refuseWhileImporting("a thread"),
  refuseStart() {},
  nextNumbers() {
    threads += 1;
    return [threads];
  },
  inheritedDaemon: () => currentLightThread()?.manner.daemon ?? threadIdentity().daemon,
  start(child, { numbers }) {
    const run = startRun(child, place, numbers);
    running.add(child, run);
    return run;
  },
  rebuild: rebuildThread,
  describe: ({ self, id, run }) => ({
    id: ["ident", self ? ownIdent(id) : run?.id],
    parent: undefined,
  }),
};

const light: ChildKind = {
  ...dedicated,
  start(child, start) {
    const cancelled = cancelledAhead(child);
    return child.constructor === Thread
      ? startLight(child, start, cancelled)
      : startInstance(child, start, cancelled);
  },
};

/** The threads that this thread has started and that have not ended, in the order of their start. */
export function activeThreads(): Thread[] {
  const lights = fleet().runs();
  return [...running.list(), ...lights.map(({ child }) => child)].filter(isThread);
}

/** Whether a value is an instance of Thread, for code that has it from a place that can't say. */
export function isThread(value: unknown): value is Thread {
  return value instanceof Thread;
}

/** Makes an instance again in the thread that it describes, without running the constructors of its subclasses. */
export function rebuildThread(
  type: NewableFunction,
  memory: ChildMemory,
  properties: object,
): Thread {
  // `Reflect.construct` can't know that `type` is Thread or derived from it.
  const instance = Reflect.construct(Thread, [new ChildMemory(memory)], type) as Thread;
  return Object.assign(instance, properties);
}
