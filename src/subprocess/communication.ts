import { EndOfPipeError } from "../errors.ts";
import type { ByteSink } from "./byte-sink.ts";
import { Collector } from "./collector.ts";
import type { Captured } from "./popen-types.ts";
import type { Encoding } from "./text.ts";
import type { OwnEnds } from "./wiring.ts";

/** What goes in and how much may come out. */
export interface CommunicationOptions {
  /** What the program reads; its stdin is closed afterwards. */
  readonly input: Uint8Array | undefined;
  /** Bytes that each of stdout and stderr may have. */
  readonly limit: number;
}

/**
 * All input to a program and all output from it, at the same time, so that neither side waits for the other. It goes on in
 * the background, whoever waits for it.
 */
export class Communication {
  /** Resolves when the program has ended, all output is read, and the input is written or nobody reads it. */
  readonly finished: Promise<void>;
  readonly #stdout: Collector | undefined;
  readonly #stderr: Collector | undefined;

  constructor(ends: OwnEnds, exited: Promise<number>, { input, limit }: CommunicationOptions) {
    const { stdin, stdout, stderr } = ends;
    this.#stdout = stdout && new Collector(stdout, limit);
    this.#stderr = stderr && new Collector(stderr, limit);
    const parts: Promise<unknown>[] = [send(stdin, input), exited];
    for (const collector of [this.#stdout, this.#stderr])
      if (collector !== undefined) parts.push(collector.finished);
    this.finished = Promise.all(parts).then(() => {});
    // Whoever has stopped waiting isn't told any more.
    this.finished.catch(() => {});
  }

  /** All output; `finished` must have resolved. */
  whole(encoding: Encoding): Captured {
    return { stdout: this.#stdout?.whole(encoding), stderr: this.#stderr?.whole(encoding) };
  }

  /** What has come so far. */
  soFar(encoding: Encoding): Captured {
    return { stdout: this.#stdout?.soFar(encoding), stderr: this.#stderr?.soFar(encoding) };
  }
}

/** As Python: a program that reads no more has all that it wants. */
async function send(stdin: ByteSink | undefined, input: Uint8Array | undefined): Promise<void> {
  if (stdin === undefined || !stdin.isOpen) return;
  try {
    if (input !== undefined && input.length > 0) await stdin.write(input);
  } catch (error) {
    if (!(error instanceof EndOfPipeError)) throw error;
  }
  await stdin.end();
}
