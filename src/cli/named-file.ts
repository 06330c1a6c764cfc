import type { Command } from "commander";

/** Reads a file that an option of `command` names; ends the command with a plain message when it can't be read. */
export function namedFile(
  command: Command,
  read: (path: string) => string,
  { option, path }: { readonly option: string; readonly path: string },
): string {
  try {
    return read(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return command.error(`error: option '${option}': ${reason}`);
  }
}
