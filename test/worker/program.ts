import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A test program beside this file, started with its output on pipes. */
export function startProgram(name: string, args: readonly string[] = []): ChildProcess {
  return spawn(process.execPath, [fileURLToPath(new URL(name, import.meta.url)), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** How a program ended, and what it printed. */
export interface FinishedProgram {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a test program to its own end. */
export async function finishedProgram(
  name: string,
  args: readonly string[] = [],
): Promise<FinishedProgram> {
  return finished(startProgram(name, args));
}

/** Waits for the end of a program, and of all who have inherited its output. */
export async function finished(child: ChildProcess): Promise<FinishedProgram> {
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk));
  await once(child, "close");
  return {
    code: child.exitCode,
    signal: child.signalCode,
    output: Buffer.concat(output).toString(),
    errors: Buffer.concat(errors).toString(),
  };
}

/** The first line that a program prints. Call `finished` before, if the rest is wanted as well. */
export function firstLine(child: ChildProcess): Promise<string> {
  let text = "";
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      text += String(chunk);
      if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
    });
    child.stdout?.on("end", () => reject(new Error(`the program ended after '${text}'`)));
  });
}

/** Waits until the process is no more; a zombie counts as gone. */
export async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    // No such process.
    return false;
  }
  return !isZombie(pid);
}

/** In a container nobody may be there to collect the orphans that have died. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    // It has gone meanwhile, or the system has no /proc and so no zombies of this kind.
    return false;
  }
}

/** The list of numbers that a program printed as JSON. */
export function parseNumbers(text: string): number[] {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value)) throw new TypeError(`not a list: ${text}`);
  return value.map(Number);
}
