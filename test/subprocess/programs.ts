import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";

/** A new temporary folder. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "skein-subprocess-"));
}

/** Waits until `look` gives something. */
export async function until<Value>(look: () => Value | undefined | false): Promise<Value> {
  for (;;) {
    const value = look();
    if (value !== undefined && value !== false) return value;
    await setTimeout(2);
  }
}

/** Lets the event loop turn, so that what is in a pipe already is read. */
export async function turns(count = 50): Promise<void> {
  for (let turn = 0; turn < count; turn++) await setImmediate();
}

/** Whether a process runs; one that has ended and waits for its parent doesn't. */
export function isAlive(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return !/^[ZX]/.test(text.slice(text.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

/** Waits until a process has ended. */
export async function untilGone(pid: number): Promise<void> {
  await until(() => !isAlive(pid));
}

/** Waits for a process id in a file that a program writes. */
export async function pidIn(folder: string, name = "pid"): Promise<number> {
  return until(() => Number(textOf(join(folder, name))) || undefined);
}

/** What is in a file; "" when there is none. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The descriptors that are open here. */
export function openDescriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

/** The letter of proc_pid_stat(5): "T" for one that is stopped. */
export function stateOf(pid: number): string {
  return /^\d+ \(.*\) (\w)/s.exec(textOf(`/proc/${pid}/stat`))?.[1] ?? "";
}

/** Whether pipes are real ones; otherwise they are sockets, as in without-real-pipes.test.ts. */
export const hasRealPipes: boolean = process.env["SKEIN_MEMORY"] !== "broker";

/** Whether a program has ended since nobody reads what it writes: by SIGPIPE, or as it takes a broken socket. */
export function isCutOff(returncode: number): boolean {
  return hasRealPipes ? returncode === -13 : returncode === -13 || returncode === 1;
}
