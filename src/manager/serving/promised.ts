import { Wait } from "../served/wait.ts";

/** The wait for what a method of this program promises. */
export function promised(promise: Promise<unknown>): Wait {
  const wait = new Wait();
  promise.then(
    (value) => wait.give(value),
    (error: unknown) => wait.fail(error),
  );
  return wait;
}
