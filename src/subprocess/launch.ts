import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import { execa, type Options } from "execa";
import type { ProgramLine } from "./command.ts";
import type { PopenOptions } from "./program-options.ts";

/** What one of a program's three streams is connected to, in Node's words. */
export type StdioEntry = "pipe" | "ignore" | "inherit" | number | Readable | Writable;

/** A program that runs. */
export interface Launched {
  readonly pid: number;
  /** Where "pipe" was asked for. */
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** n for an exit, -N for signal N; never rejects. */
  readonly exited: Promise<number>;
}

/**
 * Starts a program; undefined when the system refuses. execa adds to Node's spawn that a daemon is ended with this
 * program; nothing that it does with output is used: it would read and drop what nobody reads at once.
 */
export function launch(
  { file, args }: ProgramLine,
  stdio: readonly [StdioEntry, StdioEntry, StdioEntry],
  { cwd, env, newSession = false, daemon = false }: PopenOptions,
): Launched | undefined {
  const options: Options = {
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    extendEnv: false,
    detached: newSession,
    cleanup: daemon,
    // Node's kinds of streams are all among those of execa.
    stdio: [...stdio] as NonNullable<Options["stdio"]>,
    buffer: false,
    reject: false,
    forceKillAfterDelay: false,
  };
  const child = execa(file, args, options);
  // It is a promise as well, of a failure that `reject: false` makes a value.
  void child.then(() => {});
  const { pid, stdin, stdout, stderr } = child;
  if (pid === undefined) return undefined;
  // Without a listener, Node drops what nobody has read when the program ends, and execa even earlier.
  for (const stream of [stdout, stderr]) stream?.on("readable", () => {});
  const exited = new Promise<number>((resolve) => {
    child.once("exit", (code, signal) => resolve(returncodeOf(code, signal)));
  });
  return { pid, stdin, stdout, stderr, exited };
}

/** Python's return code. */
export function returncodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  if (signal !== null) return -constants.signals[signal];
  return code ?? 0;
}
