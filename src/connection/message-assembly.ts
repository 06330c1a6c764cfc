/** Up to here the memory for a message is taken at once; it is little, whatever the length says. */
const modest = 1 << 20;

/** For a longer one, all of it is taken when this part of it has come. */
const earnest = 4;

/**
 * A message that comes in several chunks. Memory follows what has really come, at most fourfold, as a length alone
 * costs its sender nothing; and each byte is copied once, however long the message is.
 */
export class MessageAssembly {
  readonly length: number;
  #received = 0;
  /** Chunks that came before there was memory for the whole. */
  #parked: Uint8Array[] = [];
  #whole: Uint8Array | undefined;

  constructor(length: number) {
    this.length = length;
    if (length <= modest) this.#whole = take(length);
  }

  /** How many bytes are still to come. */
  get missing(): number {
    return this.length - this.#received;
  }

  /** The memory for what is still to come; undefined until there is memory for the whole. */
  get room(): Uint8Array | undefined {
    return this.#whole?.subarray(this.#received);
  }

  /** So many bytes have been written into `room`; gives the message with the last of them. */
  fill(count: number): Uint8Array | undefined {
    this.#received += count;
    return this.missing === 0 ? this.#whole : undefined;
  }

  /** Takes the next bytes, at most as many as are missing; gives the message with the last of them. */
  add(part: Uint8Array): Uint8Array | undefined {
    if (this.#whole === undefined) this.#park(part);
    else this.#whole.set(part, this.#received);
    this.#received += part.byteLength;
    if (this.#whole === undefined && this.#received >= this.length / earnest) this.#unpark();
    return this.missing === 0 ? this.#whole : undefined;
  }

  #park(part: Uint8Array): void {
    this.#parked.push(part);
  }

  #unpark(): void {
    const whole = take(this.length);
    let at = 0;
    for (const part of this.#parked) {
      whole.set(part, at);
      at += part.byteLength;
    }
    this.#parked = [];
    this.#whole = whole;
  }
}

/** Memory of its own, with nothing beside it; every byte of it will be written. */
function take(length: number): Uint8Array {
  const { buffer, byteOffset } = Buffer.allocUnsafeSlow(length);
  return new Uint8Array(buffer, byteOffset, length);
}
