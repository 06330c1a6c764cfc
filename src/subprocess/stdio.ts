import type { InputPipe } from "./input-pipe.ts";
import type { OutputPipe } from "./output-pipe.ts";

// Registered, so that they are the same wherever this package is loaded twice.

/** A pipe between this program and the other. */
export const PIPE: unique symbol = Symbol.for("skein.subprocess.PIPE");

/** For `stderr`: it goes where `stdout` goes. */
export const STDOUT: unique symbol = Symbol.for("skein.subprocess.STDOUT");

/** Nothing: reading from it ends at once, and what is written to it vanishes. */
export const DEVNULL: unique symbol = Symbol.for("skein.subprocess.DEVNULL");

/** The same as this program has. The default, as in Python. */
export const INHERIT: unique symbol = Symbol.for("skein.subprocess.INHERIT");

/** A file that is open here: its descriptor, or what has one, such as a FileHandle or `process.stderr`. */
export type OpenFile = number | { readonly fd: number };

/** Where a program's stdin comes from: a pipe, nothing, what this program has, an open file, or a program's output. */
export type InputSource = typeof PIPE | typeof DEVNULL | typeof INHERIT | OpenFile | OutputPipe;

/** Where a program's stdout goes: a pipe, nowhere, where this program's goes, to an open file, or to a program's stdin. */
export type OutputTarget = typeof PIPE | typeof DEVNULL | typeof INHERIT | OpenFile | InputPipe;

/** Where a program's stderr goes: the same, or STDOUT. */
export type ErrorTarget = OutputTarget | typeof STDOUT;

/** The three streams of a program. */
export interface StdioOptions {
  /**
   * Where the program reads from. The `stdout` of a Popen is handed over: the two programs share a real pipe, and it is
   * closed here, so that the first learns when the second is gone. (Where some of it has been read here, the rest is
   * copied.) Default: INHERIT.
   */
  readonly stdin?: InputSource | undefined;
  /** Where its output goes. Default: INHERIT. */
  readonly stdout?: OutputTarget | undefined;
  /** Where its messages go. Default: INHERIT. */
  readonly stderr?: ErrorTarget | undefined;
}
