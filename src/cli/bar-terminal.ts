/** Where a bar is drawn: the part of `tty.WriteStream` that it takes. */
export interface BarStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/**
 * The terminal of cli-progress, for one line that other lines are printed above. Its own saves the cursor when the bar
 * starts and goes back there when it stops, which is somewhere else by then; and its lines wrap when they are too long.
 */
export class BarTerminal {
  readonly #stream: BarStream;

  constructor(stream: BarStream) {
    this.#stream = stream;
  }

  write(text: string): void {
    this.#stream.write(text.slice(0, this.getWidth() - 1));
  }

  getWidth(): number {
    return this.#stream.columns || 80;
  }

  isTTY(): boolean {
    return this.#stream.isTTY === true;
  }

  cursorTo(): void {
    this.#stream.write("\r");
  }

  clearRight(): void {
    this.#stream.write("\u001B[K");
  }

  clearLine(): void {
    this.#stream.write("\r\u001B[K");
  }

  newline(): void {
    this.#stream.write("\n");
  }

  cursorSave(): void {}

  cursorRestore(): void {}

  cursor(): void {}

  lineWrapping(): void {}
}
