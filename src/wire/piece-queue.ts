/** Bytes on their way out, in pieces: first in, first out, and a piece may leave in parts. */
export class PieceQueue {
  #pieces: Uint8Array[] = [];
  #head = 0;

  get empty(): boolean {
    return this.#head === this.#pieces.length;
  }

  push(piece: Uint8Array): void {
    if (piece.byteLength > 0) this.#pieces.push(piece);
  }

  /** Puts a piece before all others. */
  putBack(piece: Uint8Array): void {
    this.#pieces.splice(0, this.#head, piece);
    this.#head = 0;
  }

  /** The first pieces, at most `most`; they stay. */
  peek(most: number): Uint8Array[] {
    return this.#pieces.slice(this.#head, this.#head + most);
  }

  /** Drops that many bytes from the front. */
  skip(count: number): void {
    let left = count;
    for (;;) {
      const piece = this.#pieces[this.#head];
      if (piece === undefined) break;
      if (left < piece.byteLength) {
        this.#pieces[this.#head] = piece.subarray(left);
        break;
      }
      left -= piece.byteLength;
      this.#head += 1;
    }
    this.#compact();
  }

  /** Keeps `skip` at constant cost per piece: what has left is cut off only when it is the larger half. */
  #compact(): void {
    if (this.#head * 2 < this.#pieces.length) return;
    this.#pieces = this.#pieces.slice(this.#head);
    this.#head = 0;
  }
}
