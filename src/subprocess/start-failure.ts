import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { ProgramNotStartedError } from "../errors.ts";
import type { Command, ProgramLine } from "./command.ts";
import type { PopenOptions } from "./program-options.ts";

/** Where execvp(3) looks when there is no PATH. */
const USUAL_PATH = "/bin:/usr/bin";
/** The longest single argument that Linux takes, in bytes. */
const LONGEST_ARGUMENT = 131_071;

interface Finding {
  readonly reason: string;
  readonly text: string;
}

/** What keeps a program from being started, for the error that is thrown at once: the system tells only later, if at all. */
export function startFailure(
  command: Command,
  line: ProgramLine,
  options: PopenOptions,
): ProgramNotStartedError {
  const { reason, text } = badFolder(options.cwd) ??
    badProgram(command, line.file, options) ??
    tooLong(line) ?? {
      reason: "EAGAIN",
      text: `"${line.file}" can't be started: there are too many processes or open files, or too little memory`,
    };
  return new ProgramNotStartedError(command, text, { reason });
}

/** What keeps a program from being started for certain; undefined when nothing is known to. */
export function knownFailure(
  command: Command,
  line: ProgramLine,
  options: PopenOptions,
): ProgramNotStartedError | undefined {
  const finding = badFolder(options.cwd) ?? badProgram(command, line.file, options);
  if (finding === undefined) return undefined;
  return new ProgramNotStartedError(command, finding.text, { reason: finding.reason });
}

function badFolder(cwd: string | undefined): Finding | undefined {
  if (cwd === undefined) return undefined;
  const reason = reasonOf(() => {
    if (!statSync(cwd).isDirectory()) return "ENOTDIR";
    accessSync(cwd, constants.X_OK);
    return undefined;
  });
  if (reason === undefined) return undefined;
  const texts: Readonly<Record<string, string>> = {
    ENOENT: `the folder to run in, cwd "${cwd}", doesn't exist`,
    ENOTDIR: `the folder to run in, cwd "${cwd}", isn't a folder`,
  };
  return {
    reason,
    text: texts[reason] ?? `the folder to run in, cwd "${cwd}", may not be entered`,
  };
}

function badProgram(command: Command, file: string, options: PopenOptions): Finding | undefined {
  const reasons = candidates(file, options).map((path) => ({ path, reason: whyNot(path) }));
  const found = reasons.find(({ reason }) => reason !== "ENOENT");
  if (found === undefined) return { reason: "ENOENT", text: missing(command, file) };
  const { path, reason } = found;
  if (reason === undefined) return badInterpreter(path);
  return { reason, text: `"${path}" may not be run: it is a folder or isn't executable` };
}

function missing(command: Command, file: string): string {
  if (file.includes("/")) return `there is no program "${file}"`;
  const text = `no program "${file}" was found in PATH`;
  if (typeof command !== "string" || !/\s/.test(command)) return text;
  const list = JSON.stringify(command.trim().split(/\s+/));
  return `${text}: a string is the name of one program; write ${list}, or { shell: true } for a line of the shell`;
}

/** The files that the system tries, in turn. */
function candidates(file: string, { cwd, env = process.env }: PopenOptions): string[] {
  const from = cwd ?? process.cwd();
  if (file.includes("/")) return [resolve(from, file)];
  const folders = (env["PATH"] ?? USUAL_PATH).split(delimiter);
  return folders.map((folder) => join(resolve(from, folder), file));
}

function whyNot(path: string): string | undefined {
  return reasonOf(() => {
    if (!statSync(path).isFile()) return "EACCES";
    accessSync(path, constants.X_OK);
    return undefined;
  });
}

/** A script whose first line names a program that isn't there. */
function badInterpreter(path: string): Finding | undefined {
  const interpreter = firstLine(path).match(/^#!\s*(\S+)/)?.[1];
  if (interpreter === undefined) return undefined;
  const reason = whyNot(interpreter);
  if (reason === undefined) return undefined;
  const state = reason === "ENOENT" ? "isn't there" : "may not be run";
  return { reason, text: `"${path}" is a script for "${interpreter}", which ${state}` };
}

function firstLine(path: string): string {
  try {
    return readFileSync(path, "latin1").slice(0, 256).split("\n")[0] ?? "";
  } catch {
    // What may be run need not be readable.
    return "";
  }
}

function tooLong({ args }: ProgramLine): Finding | undefined {
  const longest = args.findIndex((argument) => Buffer.byteLength(argument) > LONGEST_ARGUMENT);
  const total = args.reduce((sum, argument) => sum + Buffer.byteLength(argument) + 1, 0);
  if (longest < 0 && total <= LONGEST_ARGUMENT) return undefined;
  const what =
    longest < 0 ? `the arguments have ${total} bytes` : `argument ${longest + 1} is too long`;
  return {
    reason: "E2BIG",
    text: `${what}: that is more than the system allows; write it to stdin or a file`,
  };
}

function reasonOf(look: () => string | undefined): string | undefined {
  try {
    return look();
  } catch (error) {
    // Errors of files have a code.
    return (error as NodeJS.ErrnoException).code ?? "EACCES";
  }
}
