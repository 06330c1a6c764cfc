import { MisuseError } from "../errors.ts";
import type { WaitOptions } from "../task/wait.ts";
import type { CapturedOf, OutputName } from "./popen-types.ts";
import { type PopenOptions, type Signal, signalNumber } from "./program-options.ts";
import { PIPE } from "./stdio.ts";
import type { Setting, TextOf } from "./text.ts";

/** How a program is run to its end. */
export interface RunOptions extends PopenOptions, WaitOptions {
  /** What it reads from its stdin. Default: its stdin is as the option `stdin` says. */
  readonly input?: string | Uint8Array | undefined;
  /** Whether stdout and stderr are captured: the same as PIPE for both. Default: false. */
  readonly captureOutput?: boolean | undefined;
  /** Whether a return code other than 0 makes the call fail with CalledProcessError. Default: false. */
  readonly check?: boolean | undefined;
  /** What ends it when its time is over or the call is aborted. Default: SIGKILL. */
  readonly killSignal?: Signal | undefined;
  /** Whether what it has started is ended with it then. Default: false, as in Python. */
  readonly killTree?: boolean | undefined;
  /** Bytes that each captured output may have; beyond, the program is ended. Default: no limit. */
  readonly maxBuffer?: number | undefined;
}

/** What is given of an output of a program that was run. */
export type RunOutput<Options, Name extends OutputName> = [
  Setting<Options, "captureOutput">,
] extends [true]
  ? TextOf<Options>
  : true extends Setting<Options, "captureOutput">
    ? TextOf<Options> | undefined
    : CapturedOf<Options, Name>;

/** Checks the options of `run`, and gives those that the program is started with. Throws MisuseError. */
export function startOptions(options: RunOptions): PopenOptions {
  const { captureOutput = false, input, killSignal, newSession, timeout, maxBuffer } = options;
  const { stdin, stdout, stderr } = options;
  if (captureOutput && (stdout !== undefined || stderr !== undefined))
    throw new MisuseError("captureOutput says where both outputs go: leave stdout and stderr out");
  if (input !== undefined && stdin !== undefined)
    throw new MisuseError("input comes through a pipe: leave stdin out");
  if (input !== undefined && typeof input !== "string" && !(input instanceof Uint8Array))
    throw new MisuseError(`input must be a string or a Uint8Array, not ${typeof input}`);
  if (killSignal !== undefined) signalNumber(killSignal);
  if (Number.isNaN(timeout)) throw new MisuseError("timeout is NaN; it is in milliseconds");
  if (maxBuffer !== undefined && !(maxBuffer >= 0))
    throw new MisuseError(`maxBuffer is ${maxBuffer}; it is a number of bytes`);
  return {
    ...options,
    daemon: options.daemon ?? newSession !== true,
    stdin: input === undefined ? stdin : PIPE,
    stdout: captureOutput ? PIPE : stdout,
    stderr: captureOutput ? PIPE : stderr,
  };
}
