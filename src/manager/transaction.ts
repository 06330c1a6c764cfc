import { randomUUID } from "node:crypto";
import { MisuseError } from "../errors.ts";
import type { Referent } from "./referent.ts";
import { runHolding } from "./remote-guard.ts";
import { Session } from "./session.ts";
import { LOCK, SWAP, UNLOCK, UPDATE } from "./wire-kinds.ts";

/**
 * Runs `body` while the calls of all others to the object wait on the server, which ends that too when this program dies.
 * The referent that `body` gets is closed afterwards. Rejects with MisuseError on a server that can't do it.
 */
export async function transaction<Result>(
  remote: Referent,
  body: (held: Referent) => Result | PromiseLike<Result>,
): Promise<Result> {
  await assertSkein(remote, "transaction");
  const session = new Session(randomUUID(), remote.ident);
  const undo = (): void => void unlock(remote, session).catch(() => {});
  await remote.callIn(session, LOCK, [], { blocking: true, undo });
  const held = remote.within(session);
  const release = (): Promise<void> => {
    held.close();
    return unlock(remote, session);
  };
  return runHolding({ release }, () => body(held));
}

/** Adds to the number under a key in one request, and gives the sum; where there is none, it begins with `start`. */
export async function incremented(
  remote: Referent,
  key: unknown,
  change: { readonly by: number; readonly start?: number },
): Promise<number> {
  await assertSkein(remote, "increment");
  const start = change.start === undefined ? [] : [change.start];
  // The sum of two numbers is one.
  return (await remote.call(UPDATE, [key, "+", change.by, ...start])) as number;
}

/** What {@link swapped} expects or puts in: a value, or that there is none. */
export type Entry = readonly [value: unknown] | readonly [];

/** Replaces what is under a key if it is as expected, in one request; gives whether it was. */
export async function swapped(
  remote: Referent,
  key: unknown,
  { expected, replacement }: { readonly expected: Entry; readonly replacement: Entry },
): Promise<boolean> {
  await assertSkein(remote, "compareExchange");
  return (await remote.call(SWAP, [key, expected, replacement])) === true;
}

async function unlock(remote: Referent, session: Session): Promise<void> {
  await remote.callIn(session, UNLOCK, []);
}

async function assertSkein(remote: Referent, method: string): Promise<void> {
  if (await remote.server.knowsSkein()) return;
  throw new MisuseError(
    `a manager of Python's can't do ${method}(): make a Lock on the same manager, and hold it around the calls, ` +
      "here and in Python",
  );
}
