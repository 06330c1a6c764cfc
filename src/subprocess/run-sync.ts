import { spawnSync, type SpawnSyncOptions } from "node:child_process";
import { MisuseError, OutputTooLongError, TimeoutExpired } from "../errors.ts";
import { assertMayBlock } from "../task/blocking.ts";
import { type Command, programLine } from "./command.ts";
import { CompletedProcess } from "./completed-process.ts";
import { returncodeOf } from "./launch.ts";
import { checkPopenOptions, shellOf } from "./program-options.ts";
import type { Captured } from "./popen-types.ts";
import { type RunOptions, type RunOutput, startOptions } from "./run-options.ts";
import { startFailure } from "./start-failure.ts";
import { DEVNULL, INHERIT, PIPE } from "./stdio.ts";
import { decode, type Encoding } from "./text.ts";

/** Where a stream of a program goes for which this thread waits. */
export type SyncStream = typeof PIPE | typeof DEVNULL | typeof INHERIT | number;

/** How a program is run that this thread waits for. */
export interface SyncOptions extends Omit<
  RunOptions,
  "signal" | "killTree" | "daemon" | "newSession" | "stdin" | "stdout" | "stderr"
> {
  readonly stdin?: Exclude<SyncStream, typeof PIPE> | undefined;
  readonly stdout?: SyncStream | undefined;
  readonly stderr?: SyncStream | undefined;
}

/**
 * As `run`, but blocks the thread; only in workers: throws MisuseError on the main thread, whose event loop must not stand
 * still. Neither a signal nor a cancellation ends it. Captured output goes through sockets here, not real pipes, so a
 * program that opens /dev/stdout by its name fails.
 */
export function runSync<const Options extends SyncOptions = SyncOptions>(
  command: Command,
  options?: Options,
): CompletedProcess<RunOutput<Options, "stdout">, RunOutput<Options, "stderr">> {
  assertMayBlock("runSync()", "await run()");
  // What is captured is what the options say.
  return runBlocking(command, options ?? {}) as CompletedProcess<
    RunOutput<Options, "stdout">,
    RunOutput<Options, "stderr">
  >;
}

function runBlocking(command: Command, options: SyncOptions): CompletedProcess {
  const settings = startOptions({ ...options, daemon: false });
  checkPopenOptions(settings);
  const line = programLine(command, shellOf(options));
  const result = spawnSync(line.file, line.args, spawnOptions(options));
  const { encoding = "utf8", timeout = 0, maxBuffer = 0 } = options;
  const output = {
    stdout: given(result.stdout, encoding),
    stderr: given(result.stderr, encoding),
  };
  const reason = reasonOf(result.error);
  if (reason === "ETIMEDOUT") throw new TimeoutExpired(command, timeout, output);
  if (reason === "ENOBUFS") throw new OutputTooLongError(maxBuffer);
  if (result.error !== undefined) throw startFailure(command, line, settings);
  const returncode = returncodeOf(result.status, result.signal);
  const completed = new CompletedProcess(command, returncode, output);
  if (options.check === true) completed.checkReturncode();
  return completed;
}

function reasonOf(error: NodeJS.ErrnoException | undefined): string | undefined {
  return error?.code;
}

function spawnOptions(options: SyncOptions): SpawnSyncOptions {
  const { cwd, env, input, timeout, killSignal = "SIGKILL", captureOutput = false } = options;
  const { maxBuffer = Number.POSITIVE_INFINITY } = options;
  const output = captureOutput ? PIPE : INHERIT;
  return {
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env: { ...env } }),
    ...(input === undefined ? {} : { input }),
    // Node takes 0 for no limit.
    ...(timeout === undefined || timeout === Infinity ? {} : { timeout: Math.max(1, timeout) }),
    killSignal,
    maxBuffer,
    stdio: [
      input === undefined ? entry(options.stdin ?? INHERIT, "stdin") : "pipe",
      entry(options.stdout ?? output, "stdout"),
      entry(options.stderr ?? output, "stderr"),
    ],
  };
}

function entry(stream: SyncStream, name: string): "pipe" | "ignore" | "inherit" | number {
  if (stream === PIPE) return "pipe";
  if (stream === DEVNULL) return "ignore";
  if (stream === INHERIT) return "inherit";
  if (typeof stream === "number") return stream;
  throw new MisuseError(`${name} of runSync() must be PIPE, DEVNULL, INHERIT or a descriptor`);
}

/** There are no bytes where nothing was captured or started, whatever the types of Node say. */
function given(bytes: unknown, encoding: Encoding): Captured["stdout"] {
  if (!(bytes instanceof Uint8Array)) return undefined;
  return encoding === "buffer" ? new Uint8Array(bytes) : decode(bytes, encoding);
}
