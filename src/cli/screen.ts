import type { BarStream } from "./bar-terminal.ts";
import type { Progress } from "./progress.ts";

/** The two streams of a command. */
export interface ScreenStreams {
  readonly results: NodeJS.WritableStream & BarStream;
  readonly messages: NodeJS.WritableStream & BarStream;
}

/** All that the command writes goes through here, so that lines and the progress line don't run into one another. */
export class Screen {
  readonly #streams: ScreenStreams;
  #progress: Progress | undefined;

  constructor(streams: ScreenStreams) {
    this.#streams = streams;
    // The callbacks of the writes tell of these errors; without a listener they would end the program.
    streams.results.on("error", () => {});
    // Nobody is left to tell that messages can't be written.
    streams.messages.on("error", () => {});
  }

  /** From now on there is a progress line to be kept out of the way of. */
  showing(progress: Progress): void {
    this.#progress = progress;
  }

  /** Writes one result; comes back when the stream has passed it on. Rejects with the stream's error. */
  result(line: string): Promise<void> {
    const { results } = this.#streams;
    if (results.isTTY === true) this.#progress?.clear();
    return new Promise((resolve, reject) => {
      results.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Writes a line or a block of lines for the user. */
  message(text: string): void {
    this.#progress?.clear();
    this.#streams.messages.write(`${text}\n`);
  }
}
