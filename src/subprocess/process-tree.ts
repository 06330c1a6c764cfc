import { constants } from "node:os";
import { listProcesses, type ListedProcess } from "./process-list.ts";

const { SIGKILL, SIGSTOP, SIGTSTP, SIGCONT } = constants.signals;

/**
 * Sends a signal to a process and to all that it has started, and they in turn.
 *
 * Each one found is stopped first and the search repeated until nothing new is found: what is stopped can't start others
 * meanwhile, which would escape. Then all get the signal and go on. What has left its family (its parent has ended) is
 * found only by its session, if `session` names one. `root` is undefined when it has ended.
 */
export function signalTree(
  root: number | undefined,
  signal: number,
  session: number | undefined,
): void {
  const stopped = new Set<number>();
  // The leader's group at one stroke: none of it can start others any more, however short they live.
  if (session !== undefined && hasGroup(root, session)) send(-session, SIGSTOP);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const fresh = family(root, session, stopped);
    if (fresh.length === 0) break;
    for (const { pid } of fresh) {
      // What may not be signalled is noted too: it isn't looked at again.
      stopped.add(pid);
      send(pid, SIGSTOP);
    }
  }
  for (const pid of stopped) send(pid, signal);
  if (signal === SIGKILL || signal === SIGSTOP || signal === SIGTSTP) return;
  for (const pid of stopped) send(pid, SIGCONT);
}

/** Rounds in which to look for new ones: whoever starts short-lived others faster than that can't be caught up with. */
const MOST_ROUNDS = 100;

/** Whether the group of a session's leader is still its own: the leader runs, or its number is nobody's. */
function hasGroup(root: number | undefined, session: number): boolean {
  return root === session || !listProcesses().some(({ pid }) => pid === session);
}

/** Those of the family that aren't known yet. */
function family(
  root: number | undefined,
  session: number | undefined,
  known: ReadonlySet<number>,
): ListedProcess[] {
  const all = listProcesses();
  // The number of a session isn't given again while it has members: a leader other than the root is somebody else.
  const isReused = root === undefined && all.some(({ pid }) => pid === session);
  const belongs = (each: ListedProcess): boolean =>
    each.pid === root ||
    each.parent === root ||
    known.has(each.parent) ||
    (session !== undefined && each.session === session && !isReused);
  return all.filter((each) => belongs(each) && !known.has(each.pid) && each.pid !== process.pid);
}

/** Sends a signal to one process. Throws the system's error when it may not be sent; one that has ended is no error. */
export function signalOne(pid: number, signal: number): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Errors of the system have a code.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The same where several get it: what may not be signalled stays as it is. */
function send(pid: number, signal: number): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended, or belongs to somebody else.
  }
}
