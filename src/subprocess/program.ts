import { MisuseError, TimeoutExpired } from "../errors.ts";
import type { WaitOptions } from "../task/wait.ts";
import type { Command } from "./command.ts";
import { Communication } from "./communication.ts";
import { InputPipe } from "./input-pipe.ts";
import { EXPIRED, Limits } from "./limits.ts";
import { OutputPipe } from "./output-pipe.ts";
import type { Captured } from "./popen-types.ts";
import { signalOne, signalTree } from "./process-tree.ts";
import {
  type PopenOptions,
  type Signal,
  signalNumber,
  type TreeOptions,
} from "./program-options.ts";
import { start } from "./start.ts";
import { encode, type Encoding, textEncoding } from "./text.ts";
import type { OwnEnds } from "./wiring.ts";

/** How long to wait for a conversation with a program, and how much it may say. */
export interface CommunicateOptions extends WaitOptions {
  /** Bytes that each of stdout and stderr may have; only at the first call. Default: no limit. */
  readonly maxBuffer?: number | undefined;
}

/** A running program: what {@link Popen} makes, with types that say which pipes there are. */
export class Popen<
  Stdin extends InputPipe | undefined = InputPipe | undefined,
  Stdout extends OutputPipe | undefined = OutputPipe | undefined,
  Stderr extends OutputPipe | undefined = OutputPipe | undefined,
  Output extends Captured = Captured,
> implements AsyncDisposable {
  /** What was started, as it was given. */
  readonly args: Command;
  /** The system's number of the process. */
  readonly pid: number;
  /** With `stdin: PIPE`, what it reads. */
  readonly stdin: Stdin;
  /** With `stdout: PIPE`, what it writes. */
  readonly stdout: Stdout;
  /** With `stderr: PIPE`, its messages. */
  readonly stderr: Stderr;
  /** Resolves with the return code when it has ended; it knows no limits, and never rejects. */
  readonly exited: Promise<number>;
  readonly #ends: OwnEnds;
  readonly #encoding: Encoding;
  readonly #leadsSession: boolean;
  #returncode: number | undefined = undefined;
  #communication: Communication | undefined = undefined;

  /**
   * Throws, at once, ProgramNotStartedError when there is no such program or folder or it may not be run, and MisuseError
   * for a command or options that can't be.
   */
  constructor(command: Command, options: PopenOptions = {}) {
    const { program, ends } = start(command, options);
    this.args = command;
    this.pid = program.pid;
    this.#ends = ends;
    this.#encoding = options.encoding ?? "utf8";
    this.#leadsSession = options.newSession === true;
    this.exited = program.exited.then((returncode) => (this.#returncode = returncode));
    const encoding = textEncoding(this.#encoding);
    // There is a pipe exactly where the options say PIPE, which is what these types say.
    this.stdin = (ends.stdin && new InputPipe(ends.stdin, encoding)) as Stdin;
    // As above.
    this.stdout = (ends.stdout && new OutputPipe(ends.stdout, encoding)) as Stdout;
    // As above.
    this.stderr = (ends.stderr && new OutputPipe(ends.stderr, encoding)) as Stderr;
  }

  /** n when it has exited with n, -N when signal N has ended it, undefined as long as it runs. */
  get returncode(): number | undefined {
    return this.#returncode;
  }

  /**
   * The same: what is known without waiting. This program learns of the end of another when its event loop turns, so a
   * loop that polls must await something.
   */
  poll(): number | undefined {
    return this.#returncode;
  }

  /**
   * Waits until it has ended, and gives the return code. Rejects with TimeoutExpired or the signal's reason; the program
   * runs on then. What others that it has started do isn't waited for.
   */
  async wait(options?: WaitOptions): Promise<number> {
    const limits = new Limits(options);
    const outcome = await limits.waitFor(this.exited);
    if (outcome !== EXPIRED) return outcome;
    throw new TimeoutExpired(this.args, limits.timeout ?? 0);
  }

  /**
   * Writes `input` to its stdin, if that is a PIPE, and closes it; reads stdout and stderr, where they are PIPEs, to their
   * ends; waits until it has ended. However much goes either way, neither side waits for the other. That a program doesn't
   * read all of its input is no error. As in Python, the output ends when all who could write to it have ended, which
   * includes those that the program has started and left behind; only limits help against these.
   *
   * Rejects with TimeoutExpired, which has what has come until then, or with the signal's reason: the program isn't ended
   * and nothing is lost; output is still collected, and calling it again, without input, waits on and gives all. When all
   * has been given, it gives the same again. Rejects with OutputTooLongError beyond `maxBuffer`.
   */
  async communicate(
    input?: string | Uint8Array,
    options: CommunicateOptions = {},
  ): Promise<Output> {
    const limits = new Limits(options);
    const communication = this.#communicate(input, options);
    const outcome = await limits.waitFor(communication.finished);
    // What is captured is what the options say.
    if (outcome !== EXPIRED) return communication.whole(this.#encoding) as Output;
    const soFar = communication.soFar(this.#encoding);
    throw new TimeoutExpired(this.args, limits.timeout ?? 0, soFar);
  }

  /**
   * Sends a signal. Does nothing when it has ended, since its number may be somebody else's by now; with `tree` and
   * `newSession`, what is left of its session still gets it. Throws MisuseError when there
   * is no such signal, and the system's error when it may not be sent.
   */
  sendSignal(signal: Signal, { tree = false }: TreeOptions = {}): void {
    const number = signalNumber(signal);
    const root = this.#returncode === undefined ? this.pid : undefined;
    if (tree) signalTree(root, number, this.#leadsSession ? this.pid : undefined);
    else if (root !== undefined) signalOne(root, number);
  }

  /** Asks it to end, by SIGTERM, which it may ignore. See `sendSignal`. */
  terminate(options?: TreeOptions): void {
    this.sendSignal("SIGTERM", options);
  }

  /** Ends it, by SIGKILL. See `sendSignal`. */
  kill(options?: TreeOptions): void {
    this.sendSignal("SIGKILL", options);
  }

  /** Closes this side of the pipes: the program's stdin ends, and writing makes it fail. Idempotent. */
  closePipes(): void {
    const { stdin, stdout, stderr } = this.#ends;
    for (const end of [stdout, stderr, stdin]) end?.close();
  }

  /** As Python's `with`: closes the pipes, and waits until the program has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    // What was written but isn't taken yet is still the program's.
    const ended = this.#ends.stdin?.end();
    for (const end of [this.#ends.stdout, this.#ends.stderr]) end?.close();
    try {
      await this.wait();
    } finally {
      this.#ends.stdin?.close();
      await ended;
    }
  }

  #communicate(
    input: string | Uint8Array | undefined,
    { maxBuffer = Number.POSITIVE_INFINITY }: CommunicateOptions,
  ): Communication {
    if (this.#communication !== undefined) {
      if (input === undefined) return this.#communication;
      throw new MisuseError("communicate() has had its input: call it again without any");
    }
    if (input !== undefined && this.#ends.stdin === undefined)
      throw new MisuseError("there is no pipe for the input: give the program `stdin: PIPE`");
    this.#communication = new Communication(this.#ends, this.exited, {
      input: input === undefined ? undefined : encode(input, textEncoding(this.#encoding)),
      limit: maxBuffer,
    });
    return this.#communication;
  }
}
