import { threadId } from "node:worker_threads";
import { backendOf } from "../worker/backends.ts";
import type { ChildKind } from "../worker/child-kind.ts";
import { ChildMemory } from "../worker/child-memory.ts";
import type { ChildOptions } from "../worker/child-options.ts";
import { Child, stateOf } from "../worker/child.ts";
import { refuseWhileImporting } from "../worker/refuse-importing.ts";
import { RunningChildren } from "../worker/running-children.ts";
import { threadIdentity } from "../worker/thread-identity.ts";
import { showThreadError } from "./show-thread-error.ts";
import { runThread } from "./thread-body.ts";

/** What a thread can be made with. */
export type ThreadOptions<Arguments extends readonly unknown[], Returned> = ChildOptions<
  Arguments,
  Returned
> & {
  /**
   * Whether it has an operating system's thread of its own, which can be terminated. At present every thread has;
   * light ones, many of which share one, will be the default later: say `true` where it matters.
   */
  readonly dedicated?: boolean | undefined;
};

const running = new RunningChildren();
let threads = 0;

/**
 * A function in a thread of its own, or a subclass with a `run()` of its own. It shares memory with the rest of the
 * process only through SharedArrayBuffers; everything else is copied, as for a Process.
 *
 * The thread ends when its function has returned and its event loop is empty; an error that nobody catches is shown on
 * stderr and gives exit code 1. The program stays alive until its threads have ended, except for daemons: those are
 * ended with it.
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
  constructor(options?: ThreadOptions<Arguments, Returned>) {
    super(kind, options ?? {});
  }

  /** The thread's number in its process: known as soon as `start()` has returned, undefined before. */
  get ident(): number | undefined {
    // Throws after `close()`.
    const { isAlive } = this;
    const { self, place } = stateOf(this);
    return self && isAlive ? threadId : place?.threadId;
  }
}

const kind: ChildKind = {
  noun: "thread",
  refuseMaking: () => refuseWhileImporting("a thread"),
  refuseStart() {},
  nextNumbers() {
    threads += 1;
    return [threads];
  },
  inheritedDaemon: () => threadIdentity().daemon,
  backend: () => backendOf("thread"),
  module: import.meta.url,
  body: runThread,
  rebuild: rebuildThread,
  circumstances: ({ name, daemon }) => ({ name, daemon }),
  started: (child, run) => running.add(child, run),
  failed: (child, error) => showThreadError(child.name, error),
  describe: ({ self, place }) => ({
    id: ["ident", self ? threadId : place?.threadId],
    parent: undefined,
  }),
};

/** The threads that this thread has started and that have not ended, in the order of their start. */
export function activeThreads(): Thread[] {
  return running.list().filter(isThread);
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
