import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** One process of this machine. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  /** Where it can't be told: the process group, which is as good for a program that leads its own session. */
  readonly session: number;
}

/** All processes that are there at the moment, those left out that have ended and wait for their parent to notice. */
export function listProcesses(): ListedProcess[] {
  return process.platform === "linux" ? listFromProc() : listFromPs();
}

/** From /proc: see proc_pid_stat(5). */
export function listFromProc(): ListedProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(statusOf)
    .filter((status) => status !== undefined);
}

function statusOf(pid: string): ListedProcess | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
  // The name, in parentheses, may have spaces and parentheses of its own.
  const [state, parent, , session] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  if (state === "Z" || state === "X") return undefined;
  return { pid: Number(pid), parent: Number(parent), session: Number(session) };
}

/** From ps(1), for systems without /proc. */
export function listFromPs(): ListedProcess[] {
  const text = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat="], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return text.split("\n").flatMap((line) => {
    const [pid, parent, session, state] = line.trim().split(/\s+/);
    if (pid === undefined || pid === "" || state?.startsWith("Z") === true) return [];
    return [{ pid: Number(pid), parent: Number(parent), session: Number(session) }];
  });
}
