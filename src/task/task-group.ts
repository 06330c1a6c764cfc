import { CancelledError, MisuseError } from "../errors.ts";
import { currentScope } from "./current-scope.ts";
import { Members } from "./members.ts";
import type { Interruptible, Scope } from "./scope.ts";
import type { Task } from "./task.ts";

/** How a group runs its tasks. */
export interface TaskGroupOptions {
  /** How many tasks run at a time; the others begin in their order as these end. Default: all at once. */
  readonly limit?: number | undefined;
}

/**
 * Tasks that belong to a block: none of them outlives it. The first that fails cancels the others; when all have ended,
 * the block throws an AggregateError of all that they threw, in which cancellations don't count. Cancelling the task
 * around it cancels the group. Python's `asyncio.TaskGroup`.
 *
 * {@link TaskGroup.run} takes the block as a function, whose failing cancels the tasks, too. `await using` can't know
 * whether its block fails: it always lets the tasks finish.
 *
 * @example
 *     const pages = await TaskGroup.run(async (group) => {
 *       const tasks = addresses.map((address) => group.spawn(fetchPage, address));
 *       return Promise.all(tasks);
 *     });
 *
 *     await using group = new TaskGroup({ limit: 100 });
 *     for (const address of addresses) group.spawn(fetchPage, address);
 */
export class TaskGroup {
  readonly #members: Members;
  readonly #scope: Scope | undefined;

  /** Its tasks are inside of the current one. Throws MisuseError for a `limit` that can't work. */
  constructor({ limit = Number.POSITIVE_INFINITY }: TaskGroupOptions = {}) {
    if (!(limit >= 1))
      throw new MisuseError(`limit must be a number of tasks, 1 or more, but is ${String(limit)}`);
    this.#members = new Members(limit);
    this.#scope = currentScope();
  }

  /**
   * Runs `body` as a task with a group of its own, waits for all tasks of the group, and gives what `body` returned.
   *
   * Rejects with AggregateError when `body` or a task failed; otherwise with the reason when the current task was
   * cancelled, or `body` was by `group.cancel()`.
   */
  static async run<Returned>(
    body: (group: TaskGroup) => Returned,
    options?: TaskGroupOptions,
  ): Promise<Awaited<Returned>> {
    const group = new TaskGroup(options);
    const task = group.#members.addBody(group.#scope, body, group);
    await group.#finish();
    // It has ended, so this waits for nothing.
    return await task;
  }

  /** How many tasks haven't ended. */
  get size(): number {
    return this.#members.size;
  }

  /**
   * Begins `target(...args)` as a task of the group; with a `limit`, perhaps later. In a group that has been cancelled it
   * never begins. Throws MisuseError when the block has ended.
   */
  spawn<Arguments extends readonly unknown[], Returned>(
    target: (...args: Arguments) => Returned,
    ...args: Arguments
  ): Task<Awaited<Returned>> {
    return this.#members.add(this.#scope, target, args);
  }

  /** Cancels all tasks that there are and will be; by itself that is no failure of the block. */
  cancel(reason: unknown = new CancelledError("the group was cancelled")): void {
    this.#members.cancel(reason);
  }

  /** Waits for all tasks; rejects as the block does. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#finish();
  }

  async #finish(): Promise<void> {
    const wait = new GroupWait(this.#members, currentScope());
    await wait.untilEmpty();
    const { errors } = this.#members;
    if (errors.length > 0) {
      const count = errors.length === 1 ? "a task" : `${errors.length} tasks`;
      throw new AggregateError(errors, `${count} of the group failed`);
    }
    wait.throwIfInterrupted();
  }
}

/** The wait at the end of a block: a cancellation of the scope around it is passed on to all tasks. */
class GroupWait implements Interruptible {
  readonly #members: Members;
  readonly #scope: Scope | undefined;
  #interruption: { readonly reason: unknown } | undefined = undefined;

  constructor(members: Members, scope: Scope | undefined) {
    this.#members = members;
    this.#scope = scope;
  }

  async untilEmpty(): Promise<void> {
    try {
      this.#scope?.enter(this);
    } catch (reason) {
      this.interrupt(reason);
    }
    await this.#members.empty();
    this.#scope?.leave(this);
  }

  interrupt(reason: unknown): void {
    this.#interruption ??= { reason };
    this.#members.cancel(reason);
    // The tasks still have to end; until then the next cancellation is passed on as well.
    this.#scope?.enter(this);
  }

  throwIfInterrupted(): void {
    if (this.#interruption !== undefined) throw this.#interruption.reason;
  }
}
