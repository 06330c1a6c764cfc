import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { SocketAddress } from "../../src/connection/address.ts";
import { ManagerServer, type ServeOptions } from "../../src/manager/server.ts";
import type { ServedTypes } from "../../src/manager/served-types.ts";
import { syncTypes } from "../../src/manager/sync-types.ts";
import { projectRoot } from "../architecture/house.ts";

/** Serves Python's types and others here, with the key that the programs have. */
export function serve(types: ServedTypes = {}, options: ServeOptions = {}): Promise<ManagerServer> {
  return ManagerServer.open({ ...syncTypes, ...types }, { authkey: "abc", ...options });
}

/** An address as the programs take it. */
export function whereOf(address: SocketAddress): string {
  return address.kind === "unix" ? address.path : `${address.host}:${address.port}`;
}

/** Starts a program of this folder. */
export function startProgram(name: string, args: readonly string[]): ChildProcess {
  const path = join(projectRoot(import.meta.dirname), "test/manager/programs", name);
  return spawn("python3", [path, ...args], { stdio: ["ignore", "pipe", "inherit"] });
}

/** Runs a program, and gives what it printed. */
export async function runProgram(name: string, args: readonly string[]): Promise<string> {
  const child = startProgram(name, args);
  const ended = once(child, "exit");
  const output = child.stdout === null ? "" : await text(child.stdout);
  await ended;
  const { exitCode: code } = child;
  return code === 0 ? output : `${output}(exit code ${String(code)})`;
}

/** Runs code of Python with a connected manager `m`; `types` are registered besides SyncManager's. */
export async function python(
  server: { readonly socketAddress: SocketAddress },
  code: string,
  types: readonly string[] = [],
): Promise<string[]> {
  const output = await runProgram("client.py", [whereOf(server.socketAddress), code, ...types]);
  return output.trimEnd().split("\n");
}

/** A client in Python that runs on until it is killed. */
export class Victim {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(
    server: { readonly socketAddress: SocketAddress },
    code: string,
    types: readonly string[] = [],
  ) {
    this.#child = startProgram("client.py", [whereOf(server.socketAddress), code, ...types]);
    if (this.#child.stdout === null) throw new Error("its output is a pipe");
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  /** Waits for the next line that it prints. */
  async line(): Promise<string | undefined> {
    const step: IteratorResult<string, unknown> = await this.#lines.next();
    return step.done === true ? undefined : step.value;
  }

  /** Kills it as nothing can prevent. */
  async kill(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }
}

/** Waits until a condition holds, for as long as the test runner allows. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
