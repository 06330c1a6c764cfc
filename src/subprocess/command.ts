import { MisuseError } from "../errors.ts";

/**
 * A program and its arguments. A list goes to the program as it is: no shell, so no character is special in it. A string
 * is the name of one program without arguments, or, with `shell: true`, a line for the shell.
 */
export type Command = string | readonly string[];

/** A program as the system starts it. */
export interface ProgramLine {
  readonly file: string;
  readonly args: readonly string[];
}

/** Checks a command, and says what to start for it. `shell` is the path of one, or undefined for none. */
export function programLine(command: Command, shell: string | undefined): ProgramLine {
  if (shell !== undefined) {
    if (typeof command !== "string") {
      throw new MisuseError(
        "with shell, the command must be one string; a list is passed without a shell, so leave `shell` out",
      );
    }
    checkArgument(command, "the command");
    return { file: shell, args: ["-c", command] };
  }
  const [file, ...args] = listOf(command);
  if (file === undefined || file === "")
    throw new MisuseError("the command is empty: its first element must name a program");
  checkArgument(file, "the name of the program");
  for (const [index, argument] of args.entries()) checkArgument(argument, `argument ${index + 1}`);
  return { file, args };
}

function listOf(command: Command): readonly string[] {
  if (typeof command === "string") return [command];
  if (isList(command)) return command;
  throw new MisuseError(`a command is a string or a list of strings, not ${kindOf(command)}`);
}

function isList(value: unknown): boolean {
  return Array.isArray(value);
}

/** Throws MisuseError when text can't be handed to a program. */
export function checkArgument(text: unknown, what: string): void {
  if (typeof text !== "string")
    throw new MisuseError(`${what} must be a string, not ${kindOf(text)}`);
  const nul = text.indexOf("\0");
  if (nul >= 0)
    throw new MisuseError(
      `${what} has a NUL character at index ${nul}: programs can't get such text`,
    );
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value;
}
