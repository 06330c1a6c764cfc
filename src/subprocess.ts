/** The names of `skein/subprocess`. */
export { call, checkCall, checkOutput } from "./subprocess/call.ts";
export type { CallOptions, OutputOptions } from "./subprocess/call.ts";
export type { Command } from "./subprocess/command.ts";
export { CompletedProcess } from "./subprocess/completed-process.ts";
export { getOutput, getStatusOutput } from "./subprocess/get-output.ts";
export type { ShellOptions, StatusOutput } from "./subprocess/get-output.ts";
export type { InputPipe } from "./subprocess/input-pipe.ts";
export type { OutputPipe } from "./subprocess/output-pipe.ts";
export { Popen } from "./subprocess/popen.ts";
export type { PopenConstructor } from "./subprocess/popen.ts";
export type { CommunicateOptions } from "./subprocess/program.ts";
export type { Captured, CapturedBy } from "./subprocess/popen-types.ts";
export type { PopenOptions, Signal, TreeOptions } from "./subprocess/program-options.ts";
export { run } from "./subprocess/run.ts";
export type { RunOptions } from "./subprocess/run-options.ts";
export { runSync } from "./subprocess/run-sync.ts";
export type { SyncOptions } from "./subprocess/run-sync.ts";
export { DEVNULL, INHERIT, PIPE, STDOUT } from "./subprocess/stdio.ts";
export type { ErrorTarget, InputSource, OpenFile, OutputTarget } from "./subprocess/stdio.ts";
export type { Encoding, TextEncoding } from "./subprocess/text.ts";
export {
  CalledProcessError,
  OutputTooLongError,
  ProgramNotStartedError,
  TimeoutExpired,
} from "./errors.ts";
