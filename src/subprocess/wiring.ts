import type { Readable, Writable } from "node:stream";
import { MisuseError } from "../errors.ts";
import { ByteSink } from "./byte-sink.ts";
import { ByteSource } from "./byte-source.ts";
import { type Descriptor, openPipe } from "./descriptor.ts";
import { InputPipe, sinkOf } from "./input-pipe.ts";
import type { Launched, StdioEntry } from "./launch.ts";
import { OutputPipe, sourceOf } from "./output-pipe.ts";
import {
  DEVNULL,
  type ErrorTarget,
  INHERIT,
  type InputSource,
  type OpenFile,
  type OutputTarget,
  PIPE,
  STDOUT,
  type StdioOptions,
} from "./stdio.ts";

/** Our ends of a program's pipes. */
export interface OwnEnds {
  readonly stdin: ByteSink | undefined;
  readonly stdout: ByteSource | undefined;
  readonly stderr: ByteSource | undefined;
}

/** What has to be done around the start of one program so that its streams are as the options say. */
export class Wiring {
  /** Whether a shell has to send stderr where stdout goes, since there are no real pipes. */
  mergesByShell = false;
  readonly #options: StdioOptions;
  /** The program's ends of pipes: closed here once it has them. */
  readonly #theirs: Descriptor[] = [];
  readonly #ours: (ByteSink | ByteSource)[] = [];
  /** Pipes of other programs that are handed over. */
  readonly #lent: (ByteSink | ByteSource)[] = [];
  #stdin: ByteSink | undefined = undefined;
  #stdout: ByteSource | undefined = undefined;
  #stderr: ByteSource | undefined = undefined;
  /** The rest of an output of which some has been read here: it is copied into the program's stdin. */
  #rest: ByteSource | undefined = undefined;

  /** Opens what is to be opened. Throws MisuseError, ClosedError for a pipe that is closed, or the system's error. */
  constructor(options: StdioOptions) {
    this.#options = options;
  }

  /** What the program gets. `undo` when that throws. */
  connect(): [StdioEntry, StdioEntry, StdioEntry] {
    const { stdin = INHERIT, stdout = INHERIT, stderr = INHERIT } = this.#options;
    const input = this.#input(stdin);
    const [output, outputEnd] = this.#output(stdout, "stdout");
    this.#stdout = outputEnd;
    if (stderr === STDOUT) {
      // The same socket can't be asked for twice.
      this.mergesByShell = output === "pipe";
      return [input, output, alsoForErrors(output)];
    }
    const [errors, errorEnd] = this.#output(stderr, "stderr");
    this.#stderr = errorEnd;
    return [input, output, errors];
  }

  /** The program has started: what is its own is closed here, what is left to us is returned. */
  finish(launched: Launched): OwnEnds {
    for (const end of this.#theirs) end.close();
    for (const pipe of this.#lent) pipe.close(HANDED_OVER);
    const stdin = this.#stdin ?? wrap(launched.stdin, (stream: Writable) => new ByteSink(stream));
    const read = (stream: Readable): ByteSource => new ByteSource(stream);
    const stdout = this.#stdout ?? wrap(launched.stdout, read);
    const stderr = this.#stderr ?? wrap(launched.stderr, read);
    if (this.#rest === undefined || stdin === undefined) return { stdin, stdout, stderr };
    void copy(this.#rest, stdin);
    return { stdin: undefined, stdout, stderr };
  }

  /** The program hasn't started: all that was opened is closed, and what was to be handed over stays as it is. */
  undo(): void {
    for (const end of [...this.#theirs, ...this.#ours]) end.close();
    this.#rest?.release();
  }

  #input(source: InputSource): StdioEntry {
    if (source instanceof OutputPipe) return this.#takeOver(sourceOf(source));
    if (source === PIPE) return this.#inputPipe();
    return plainEntry(source, "stdin");
  }

  #takeOver(source: ByteSource): StdioEntry {
    const end = source.lend();
    if (end !== undefined) {
      this.#lent.push(source);
      return end;
    }
    source.claim();
    this.#rest = source;
    return this.#inputPipe();
  }

  #inputPipe(): StdioEntry {
    const pipe = openPipe();
    if (pipe === undefined) return "pipe";
    this.#theirs.push(pipe.read);
    this.#stdin = new ByteSink(pipe.write);
    this.#ours.push(this.#stdin);
    return pipe.read.number;
  }

  #output(target: OutputTarget, name: string): [StdioEntry, ByteSource | undefined] {
    if (target instanceof InputPipe) {
      const sink = sinkOf(target);
      const end = sink.lend();
      this.#lent.push(sink);
      return [end, undefined];
    }
    if (target !== PIPE) return [plainEntry(target, name), undefined];
    const pipe = openPipe();
    if (pipe === undefined) return ["pipe", undefined];
    this.#theirs.push(pipe.write);
    const source = new ByteSource(pipe.read);
    this.#ours.push(source);
    return [pipe.write.number, source];
  }
}

function alsoForErrors(output: StdioEntry): StdioEntry {
  if (output === "inherit") return 1;
  return output === "pipe" ? "ignore" : output;
}

const HANDED_OVER = "the pipe has been handed to another program";

function plainEntry(
  value: Exclude<InputSource | ErrorTarget, OutputPipe | InputPipe>,
  name: string,
): StdioEntry {
  if (value === INHERIT) return "inherit";
  if (value === DEVNULL) return "ignore";
  const descriptor = descriptorOf(value);
  if (descriptor !== undefined) return descriptor;
  const hint = value === STDOUT ? "STDOUT is only for stderr" : `it is ${kindOf(value)}`;
  throw new MisuseError(
    `${name} must be PIPE, DEVNULL, INHERIT, an open file or another Popen's pipe: ${hint}`,
  );
}

function descriptorOf(value: OpenFile | symbol | undefined): number | undefined {
  const descriptor = typeof value === "object" && value !== null ? value.fd : value;
  if (typeof descriptor !== "number" || !Number.isInteger(descriptor)) return undefined;
  return descriptor >= 0 ? descriptor : undefined;
}

function kindOf(value: unknown): string {
  if (typeof value === "number" || typeof value === "string") return JSON.stringify(value);
  return typeof value === "object" ? "an object without a descriptor" : `a ${typeof value}`;
}

function wrap<Stream, End>(stream: Stream | null, end: (stream: Stream) => End): End | undefined {
  return stream === null ? undefined : end(stream);
}

/** Copies what is left of a claimed source. It ends when either side does. */
async function copy(source: ByteSource, sink: ByteSink): Promise<void> {
  try {
    for (let chunk = await source.peek(); chunk !== undefined; chunk = await source.peek()) {
      source.take();
      await sink.write(chunk);
    }
  } catch {
    // Who reads no more is told by SIGPIPE to who writes; who has closed the source knows.
  } finally {
    source.close(HANDED_OVER);
    await sink.end();
  }
}
