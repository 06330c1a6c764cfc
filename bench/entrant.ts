import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { fileInSources } from "./contestants/file-in-sources.ts";
import { python } from "./contestants/registry.ts";
import type { Measurement, Question, Settings } from "./questions/question.ts";

/** Milliseconds after which a contestant that says nothing is out of the race. */
const patience = 60_000;

/** A contestant at a question, running in a process group of its own. It does nothing between its turns. */
export class Entrant {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(process: ChildProcess) {
    this.#process = process;
    if (process.stdout === null) throw new Error("no pipe from a contestant");
    this.#lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  }

  /** Starts it and waits until it is warm. Rejects with the reason when it can't take part. */
  static async start(question: Question, contestant: string, settings: Settings): Promise<Entrant> {
    const entrant = new Entrant(launch(question.name, contestant, settings));
    try {
      const line = await entrant.#read();
      if ("missing" in line) throw new Error(String(line["missing"]));
      return entrant;
    } catch (error) {
      await entrant.close();
      throw error;
    }
  }

  /** Lets it measure once. */
  async turn(): Promise<Measurement> {
    this.#process.stdin?.write("turn\n");
    return await this.#read();
  }

  /** Lets it clean up, and kills it with all its workers when that takes long. */
  async close(): Promise<void> {
    const child = this.#process;
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      const exited = new Promise((resolve) => child.once("exit", resolve));
      const timer = setTimeout(() => killGroup(child), 5000);
      child.stdin?.end();
      await exited;
      clearTimeout(timer);
    }
    killGroup(child);
  }

  /** How the process ended. */
  async #ending(): Promise<string> {
    const child = this.#process;
    if (child.pid === undefined) return "it could not be started";
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    return child.signalCode ?? `exit code ${child.exitCode}`;
  }

  async #read(): Promise<Measurement> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error("no answer for a minute")), patience);
    });
    try {
      const line = await Promise.race([this.#lines.next(), late]);
      if (line.done === true) throw new Error(`ended early: ${await this.#ending()}`);
      // Written by host.ts or contestant.py.
      return JSON.parse(line.value) as Measurement;
    } finally {
      clearTimeout(timer);
    }
  }
}

const running = new Set<ChildProcess>();

/** Kills all that is running, for a program that is interrupted. */
export function killEntrants(): void {
  for (const child of running) killGroup(child);
}

function launch(question: string, contestant: string, settings: Settings): ChildProcess {
  const args = [question, contestant, JSON.stringify(settings)];
  // -B: no folders of compiled Python among the sources.
  const [command, ...program] =
    contestant === python
      ? ["python3", "-B", fileInSources("bench/python/contestant.py")]
      : [process.execPath, hostFile()];
  const child = spawn(command, [...program, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  running.add(child);
  // A missing program ends its output at once, which is noticed there; writing to it fails as well.
  child.on("error", () => running.delete(child));
  child.stdin.on("error", () => running.delete(child));
  return child;
}

/** The group of the contestant: its workers, too, if it couldn't end them. */
function killGroup(child: ChildProcess): void {
  running.delete(child);
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // ESRCH: all of them have ended.
  }
}

function hostFile(): string {
  return fileURLToPath(new URL("./host.js", import.meta.url));
}
