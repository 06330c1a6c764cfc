import { constants } from "node:os";
import { MisuseError } from "../errors.ts";
import { checkArgument } from "./command.ts";
import type { StdioOptions } from "./stdio.ts";
import type { Encoding } from "./text.ts";

/** How a program is started. */
export interface PopenOptions extends StdioOptions {
  /** The folder in which it runs. Default: the current one. */
  readonly cwd?: string | undefined;
  /**
   * All of its environment variables; nothing is added, not even PATH, by which the program is looked for. One that is
   * undefined isn't set. Default: those of this program. To add one: `{ ...process.env, NAME: "value" }`.
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Whether the command is a line for the shell: `true` for /bin/sh, or the path of another. Never put text from outside
   * into such a line. Default: false.
   */
  readonly shell?: boolean | string | undefined;
  /** How what it writes is given: "utf8" (the default) or "latin1" as text, "buffer" as bytes. */
  readonly encoding?: Encoding | undefined;
  /**
   * Whether it leads a session of its own: it then has no terminal, and Ctrl+C there doesn't reach it (Python's
   * start_new_session). Default: false.
   */
  readonly newSession?: boolean | undefined;
  /**
   * Whether it is ended by SIGTERM when this program exits or is ended by a signal that it can see (not by SIGKILL). Not
   * possible together with `newSession`. Default: false for Popen, so that it lives on; true for `run` and its kin.
   */
  readonly daemon?: boolean | undefined;
}

/** A signal by name or number. */
export type Signal = NodeJS.Signals | number;

/** What a failure means for those whom a program has started itself. */
export interface TreeOptions {
  /**
   * Whether all that it has started gets the signal, too: its children and theirs, and, with `newSession`, all of its
   * session. Default: false.
   */
  readonly tree?: boolean | undefined;
}

/** Throws MisuseError for options of starting that can't be. */
export function checkPopenOptions(options: PopenOptions): void {
  const { cwd, env, encoding, shell, newSession, daemon } = options;
  if (cwd !== undefined) checkArgument(cwd, "cwd");
  if (typeof shell === "string") checkArgument(shell, "shell");
  if (env !== undefined) checkEnvironment(env);
  if (newSession === true && daemon === true)
    throw new MisuseError(
      "a program with newSession lives on its own: it can't be a daemon as well",
    );
  if (encoding !== undefined && !["utf8", "utf-8", "latin1", "buffer"].includes(encoding)) {
    throw new MisuseError(
      `encoding is "${String(encoding)}"; it can be "utf8", "latin1" or "buffer", which gives bytes for any other`,
    );
  }
}

/** The path of the shell that is to read the command; undefined: none. */
export function shellOf({ shell }: PopenOptions): string | undefined {
  if (typeof shell === "string" && shell !== "") return shell;
  return shell === true ? "/bin/sh" : undefined;
}

/** The number of a signal. Throws MisuseError when there is none like that. */
export function signalNumber(signal: Signal): number {
  const number = typeof signal === "number" ? signal : constants.signals[signal];
  if (!Number.isInteger(number) || number < 0 || number > 64)
    throw new MisuseError(`there is no signal "${signal}": name one such as "SIGTERM"`);
  return number;
}

function checkEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(env)) {
    if (name === "" || name.includes("="))
      throw new MisuseError(`env has a variable "${name}": a name isn't empty and has no "="`);
    checkArgument(name, "the name of a variable in env");
    if (value !== undefined) checkArgument(value, `env.${name}`);
  }
}
