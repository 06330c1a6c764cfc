import { CancelledError, MisuseError } from "../errors.ts";
import { type Deferred, defer } from "./deferred.ts";
import type { Scope } from "./scope.ts";
import { Task } from "./task.ts";
import type { TaskWatcher, WatchedTask } from "./task-watcher.ts";

/** A task of a group. The links are its place in the group's list, which costs less than a Set of a million. */
class Member<Value> extends Task<Value> {
  before: Member<unknown> | undefined = undefined;
  after: Member<unknown> | undefined = undefined;
}

/** The tasks of a group: how many there are, what failed, and when none is left. */
export class Members implements TaskWatcher {
  /** What they threw, in the order in which they failed; cancellations don't count. */
  readonly errors: unknown[] = [];
  readonly #limit: number;
  #first: Member<unknown> | undefined = undefined;
  #count = 0;
  /** Those that have to wait until another has ended, and how each begins. */
  readonly #queue = new Map<WatchedTask, () => void>();
  #reason: unknown = undefined;
  #left: Deferred<void> | undefined = undefined;
  #isClosed = false;
  #isBeginning = false;
  /** The block itself, as one of them. */
  #body: Task<unknown> | undefined = undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many haven't ended, without the body. */
  get size(): number {
    return this.#count - (this.#body?.ready() === false ? 1 : 0);
  }

  /** Begins the block as a task that shares the fate of the others; no limit holds for it. */
  addBody<Argument, Returned>(
    parent: Scope | undefined,
    body: (argument: Argument) => Returned,
    argument: Argument,
  ): Task<Awaited<Returned>> {
    const task = new Member<Awaited<Returned>>(parent, this);
    this.#body = task;
    this.#link(task);
    task.begin(body, [argument]);
    return task;
  }

  /** Adds a task of `parent`, which begins at once if the limit allows it. Once cancelled, none begins any more. */
  add<Arguments extends readonly unknown[], Returned>(
    parent: Scope | undefined,
    target: (...args: Arguments) => Returned,
    args: Arguments,
  ): Task<Awaited<Returned>> {
    if (this.#isClosed)
      throw new MisuseError(
        "the block of this TaskGroup has ended; spawn() before that, or make a new group",
      );
    const task = new Member<Awaited<Returned>>(parent, this);
    const hasRoom = this.#hasRoom();
    this.#link(task);
    if (this.#reason !== undefined) task.cancel(this.#reason);
    else if (hasRoom) task.begin(target, args);
    else this.#queue.set(task, () => task.begin(target, args));
    return task;
  }

  /** Cancels all that there are and will be. */
  cancel(reason: unknown): void {
    this.#reason ??= reason;
    this.#queue.clear();
    let task = this.#first;
    while (task !== undefined) {
      // One that hadn't begun is unlinked at once.
      const { after } = task;
      task.cancel(reason);
      task = after;
    }
  }

  /** No task is left, and none can be added any more. */
  empty(): Promise<void> {
    this.#left ??= defer();
    this.#closeIfEmpty();
    return this.#left.promise;
  }

  ended(task: WatchedTask): void {
    // Only members are watched.
    this.#unlink(task as Member<unknown>);
    this.#queue.delete(task);
    if (task.outcome?.ok === false && !task.cancelled) this.#fail(task.outcome.error);
    if (this.#queue.size > 0) this.#beginWaiting();
    this.#closeIfEmpty();
  }

  #fail(error: unknown): void {
    this.errors.push(error);
    if (this.#reason !== undefined) return;
    this.cancel(new CancelledError("another task of the group failed", { cause: error }));
  }

  #beginWaiting(): void {
    // One that ends at once comes here again; in a loop, so that many of them don't fill the stack.
    if (this.#isBeginning) return;
    this.#isBeginning = true;
    for (const [task, begin] of this.#queue) {
      if (!this.#hasRoom()) break;
      this.#queue.delete(task);
      begin();
    }
    this.#isBeginning = false;
  }

  #hasRoom(): boolean {
    return this.size - this.#queue.size < this.#limit;
  }

  #closeIfEmpty(): void {
    if (this.#count > 0 || this.#left === undefined) return;
    this.#isClosed = true;
    this.#left.resolve();
  }

  #link(task: Member<unknown>): void {
    this.#count++;
    task.after = this.#first;
    if (this.#first !== undefined) this.#first.before = task;
    this.#first = task;
  }

  #unlink(task: Member<unknown>): void {
    this.#count--;
    const { before, after } = task;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after !== undefined) after.before = before;
  }
}
