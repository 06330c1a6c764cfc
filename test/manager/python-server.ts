import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { projectRoot } from "../architecture/house.ts";

const version = spawnSync("python3", ["-c", "import multiprocessing.managers"]);

/** Why there can be no test with Python, or false. */
export const noPython: string | false =
  version.status === 0 ? false : "there is no python3 with multiprocessing.managers";

/** A manager of Python's in a process of its own. */
export interface PythonServer extends AsyncDisposable {
  readonly address: string | readonly [string, number];
  readonly authkey: string;
  readonly process: ChildProcess;
  /** Kills it as nothing can prevent, and waits for its end. */
  kill(): Promise<void>;
}

/** Starts a program of test/manager/programs that serves, and prints its address. */
export async function startPythonServer(
  transport: "tcp" | "unix",
  program = "sync-server.py",
  socketPath: string = freshPath(),
): Promise<PythonServer> {
  const path = join(projectRoot(import.meta.dirname), "test/manager/programs", program);
  const authkey = "the key of a test";
  const where = transport === "tcp" ? "tcp" : socketPath;
  // What a server that was killed has left behind.
  if (transport === "unix") mkdirSync(dirname(where), { recursive: true });
  if (transport === "unix") rmSync(where, { force: true });
  const child = spawn("python3", [path, where, authkey], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const ended = once(child, "exit");
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    if (transport === "unix") rmSync(dirname(where), { recursive: true, force: true });
  };
  const address = JSON.parse(line) as string | readonly [string, number];
  return { address, authkey, process: child, kill, [Symbol.asyncDispose]: kill };
}

function freshPath(): string {
  return join(mkdtempSync(join(tmpdir(), "skein-test-")), "manager");
}
