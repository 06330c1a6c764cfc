import { WorkerLostError } from "../errors.ts";
import type { WorkerExit } from "../worker/backend.ts";
import type { CrewMember } from "../worker/crew-member.ts";

/** The error for the calls that a worker took with it. `killed`: by the pool, for a call that wouldn't stop. */
export function lossOf(member: CrewMember, exit: WorkerExit, killed: boolean): WorkerLostError {
  const { kind, pid, threadId } = member.place;
  const who =
    pid === undefined ? `${kind} worker ${member.id}` : `${kind} worker ${member.id} (pid ${pid})`;
  const how = killed
    ? "was killed because another of its calls didn't stop"
    : `ended ${exit.exitCode < 0 ? `by signal ${-exit.exitCode}` : `with exit code ${exit.exitCode}`}`;
  const why = exit.error === undefined ? "" : `: ${exit.error.message}`;
  return new WorkerLostError(
    `${who} ${how} before it could answer${why}; the call may have run in part`,
    { pid, threadId, exitCode: exit.exitCode },
    { cause: exit.error },
  );
}
