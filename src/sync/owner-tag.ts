import { readFileSync, readlinkSync } from "node:fs";
import { perThread } from "../per-thread.ts";

/** What is said of a process in /proc/PID/stat. */
interface ProcessState {
  /** One letter; Z and X are dead. */
  readonly letter: string;
  /** When it was started, in ticks since the machine was. */
  readonly start: number;
}

/** In a tag, where /proc doesn't tell. */
const unknown = "0";

const state = perThread<{ tag: string | undefined }>("owner-tag", () => ({ tag: undefined }));

/**
 * Names this process for as long as the machine runs: `PID_NAMESPACE_START`, the last two in base 36. The number alone
 * wouldn't do: it is given to others later, and the same one is somebody else's in another container.
 */
export function ownTag(): string {
  state.tag ??= [process.pid, namespace(), startOf(process.pid)].join("_");
  return state.tag;
}

/**
 * Whether the process that a tag names has ended. False where that can't be known: for processes of other containers,
 * and for what is no tag.
 */
export function ownerIsGone(tag: string): boolean {
  const [pid = "", space, start] = tag.split("_");
  if (!/^[1-9]\d*$/.test(pid) || space !== namespace()) return false;
  if (!exists(Number(pid))) return true;
  const known = startOf(Number(pid));
  return start !== unknown && known !== unknown && start !== known;
}

/** Which numbers of processes this one knows: those of its container. */
function namespace(): string {
  try {
    const [digits = unknown] = /\d+/.exec(readlinkSync("/proc/self/ns/pid")) ?? [];
    return Number(digits).toString(36);
  } catch {
    return unknown;
  }
}

function startOf(pid: number): string {
  return readState(pid)?.start.toString(36) ?? unknown;
}

function exists(pid: number): boolean {
  // A process that nobody has waited for yet is still there, but dead.
  if (["Z", "X"].includes(readState(pid)?.letter ?? "")) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

function readState(pid: number): ProcessState | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name in parentheses, and can hold anything.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { letter: fields[0] ?? "", start: Number(fields[19]) };
  } catch {
    return undefined;
  }
}
