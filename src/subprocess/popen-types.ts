import type { InputPipe } from "./input-pipe.ts";
import type { OutputPipe } from "./output-pipe.ts";
import type { PIPE } from "./stdio.ts";
import type { Setting, TextOf } from "./text.ts";

/** Output that may or may not have been captured. */
export type AnyOutput = string | Uint8Array | undefined;

/** An output by its name. */
export type OutputName = "stdout" | "stderr";

/** `Pipe` where the options say PIPE, undefined where they say something else, and either where it isn't known. */
type WherePiped<Options, Name extends OutputName | "stdin", Pipe> = [
  Setting<Options, Name>,
] extends [typeof PIPE]
  ? Pipe
  : typeof PIPE extends Setting<Options, Name>
    ? Pipe | undefined
    : undefined;

/** What a Popen's `stdin` is. */
export type InputPipeOf<Options> = WherePiped<Options, "stdin", InputPipe>;

/** What a Popen's `stdout` or `stderr` is. */
export type OutputPipeOf<Options, Name extends OutputName> = WherePiped<Options, Name, OutputPipe>;

/** What is given of an output. */
export type CapturedOf<Options, Name extends OutputName> = WherePiped<
  Options,
  Name,
  TextOf<Options>
>;

/** What a program has written, as far as it was captured. */
export interface Captured<Stdout = AnyOutput, Stderr = AnyOutput> {
  readonly stdout: Stdout;
  readonly stderr: Stderr;
}

/** What `communicate` gives: text or bytes where there is a pipe. */
export type CapturedBy<Options> = Captured<
  CapturedOf<Options, "stdout">,
  CapturedOf<Options, "stderr">
>;
