import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { existsSync } from "node:fs";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { entryUrl } from "./entry-url.ts";
import { reaperScript } from "./reaper-script.ts";

/** So many helpers may end although they shouldn't; then there is no use in another. */
const mostFailures = 5;

const shell = "/bin/sh";

/**
 * Kills the child processes of a program that dies without a chance to do so itself (SIGKILL, a crash). A child that is
 * idle notices the end of its connection, one in an endless loop doesn't; so one small helper process holds the reading
 * end of a pipe on which it is told of every child, and kills those that are left when the pipe ends. It is a shell (or,
 * where there is none, Node), lives in a session of its own, out of reach of what is sent to the program's group, and
 * shows nothing.
 */
export class Reaper {
  readonly #watched = new Set<number>();
  #helper: ChildProcess | undefined;
  #failures = 0;

  /** The helper's pid, while there is a helper. */
  get pid(): number | undefined {
    return this.#helper?.pid;
  }

  /** From now on this child dies with the program. */
  watch(pid: number): void {
    this.#watched.add(pid);
    if (this.#helper === undefined) this.#start();
    else this.#tell(`+ ${pid}\n`);
  }

  /** The child has ended: its number may be given to a stranger. */
  unwatch(pid: number): void {
    if (this.#watched.delete(pid)) this.#tell(`- ${pid}\n`);
  }

  /** Ends the helper, and with it, after a second, every child that is still watched. */
  close(): void {
    const helper = this.#helper;
    this.#helper = undefined;
    this.#failures = mostFailures;
    helper?.stdin?.end();
  }

  #start(): void {
    if (this.#failures >= mostFailures) return;
    const helper = spawnHelper();
    this.#helper = helper;
    // Whether it couldn't be started or was killed: it is gone, and another takes over.
    helper.on("error", () => this.#replace(helper));
    helper.on("exit", () => this.#replace(helper));
    helper.unref();
    if (helper.stdin instanceof Socket) helper.stdin.unref();
    // A write that fails means that the helper has gone, which "exit" tells.
    helper.stdin?.on("error", () => {});
    this.#tell([...this.#watched].map((pid) => `+ ${pid}\n`).join(""));
  }

  #replace(helper: ChildProcess): void {
    if (this.#helper !== helper) return;
    this.#helper = undefined;
    this.#failures += 1;
    if (this.#watched.size > 0) this.#start();
  }

  #tell(text: string): void {
    this.#helper?.stdin?.write(text);
  }
}

function spawnHelper(): ChildProcess {
  const stdio: StdioOptions = ["pipe", "ignore", "ignore"];
  const options = {
    stdio,
    detached: true,
    windowsHide: true,
    cwd: "/",
    env: {},
  };
  if (existsSync(shell)) return spawn(shell, ["-c", reaperScript], options);
  return spawn(
    process.execPath,
    [fileURLToPath(entryUrl("reaper-entry", import.meta.url))],
    options,
  );
}

/** The one reaper of this thread's program. It does nothing before the first child is watched. */
export const reaper: Reaper = new Reaper();
