import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The compiled command. */
export const main: string = fileURLToPath(new URL("../../src/cli/main.js", import.meta.url));

/** Makes a user's project with these files, in which tsx is installed unless told otherwise. */
export function project(
  files: Readonly<Record<string, string>>,
  { tsx = true }: { tsx?: boolean } = {},
): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "skein-project-")));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  if (tsx) {
    const installed = dirname(fileURLToPath(import.meta.resolve("tsx/package.json")));
    mkdirSync(join(directory, "node_modules"), { recursive: true });
    symlinkSync(installed, join(directory, "node_modules/tsx"));
  }
  return directory;
}

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs, leader of a process group of its own, as under a shell. */
export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = "";
  stderr = "";

  constructor(directory: string, command: readonly string[], input?: string) {
    const [program = "", ...args] = command;
    this.child = spawn(program, args, { cwd: directory, detached: true });
    this.child.stdout?.on("data", (chunk) => (this.stdout += String(chunk)));
    this.child.stderr?.on("data", (chunk) => (this.stderr += String(chunk)));
    // The command may end before it has read everything.
    this.child.stdin?.on("error", () => {});
    if (input !== undefined) this.child.stdin?.end(input);
    this.ended = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", (status, signal) =>
        resolve({ status, signal, stdout: this.stdout, stderr: this.stderr }),
      );
    });
  }

  /** What Ctrl-C does: the signal reaches every process of the group. */
  signalGroup(signal: NodeJS.Signals): void {
    if (this.child.pid !== undefined) process.kill(-this.child.pid, signal);
  }
}

/** Starts `skein` in a directory. */
export function start(directory: string, args: readonly string[], input?: string): Running {
  return new Running(directory, [process.execPath, main, ...args], input);
}

/** Runs `skein` in a directory to its end. */
export function skein(directory: string, args: readonly string[], input = ""): Promise<Ended> {
  return start(directory, args, input).ended;
}

/** Waits for a condition that another process brings about. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
