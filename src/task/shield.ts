import { runInScope } from "./current-scope.ts";
import { waitInScope } from "./scoped-wait.ts";
import { Task } from "./task.ts";

/**
 * Waits for something that goes on when the current task is cancelled: then this rejects with the reason, and `subject`
 * isn't told. A function is run as a task of its own, inside of no other. Python's `asyncio.shield`.
 *
 * A promise is shielded as it is: what it came of has its waits in the task in which it was begun. Give the function
 * itself where that is the current task.
 *
 * @example
 *     await shield(() => database.commit());
 */
export async function shield<Value>(
  subject: PromiseLike<Value> | (() => Value | PromiseLike<Value>),
): Promise<Awaited<Value>> {
  // In no scope: what is begun here, and the wait for it, belong to nobody.
  const shielded = runInScope(undefined, async () =>
    typeof subject === "function" ? await Task.run(subject) : await subject,
  );
  return await waitInScope(shielded);
}
