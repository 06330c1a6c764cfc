import { decodeFrom } from "./decode.ts";
import type { DecodePickleOptions } from "./decode-options.ts";
import { Op } from "./opcodes.ts";

/** What a {@link Pickled} is made of. */
export interface PickledParts {
  /** The opcodes of the value alone, in order; without PROTO, FRAME and STOP. */
  readonly pieces: readonly Uint8Array[];
  /** How many numbers of the memo were given before it. */
  readonly memoBase: number;
  /** How many numbers it gives. */
  readonly memoized: number;
  /** Whether it says the numbers of the memo itself (PUT, up to protocol 3), instead of counting (MEMOIZE). */
  readonly explicit: boolean;
  /** Whether it refers to numbers of the memo. */
  readonly refers: boolean;
  /** The first protocol that has all of its opcodes. */
  readonly protocol: 2 | 3 | 4 | 5;
}

/**
 * A value of Python as the pickle in which it arrived: it has been checked that it is well-formed plain data, but it
 * hasn't been built. `encodePickle` copies it into another pickle as it is. It never changes: `build` gives another value
 * each time.
 */
export class Pickled implements PickledParts {
  readonly pieces: readonly Uint8Array[];
  readonly memoBase: number;
  readonly memoized: number;
  readonly explicit: boolean;
  readonly refers: boolean;
  readonly protocol: 2 | 3 | 4 | 5;

  constructor(parts: PickledParts) {
    this.pieces = parts.pieces;
    this.memoBase = parts.memoBase;
    this.memoized = parts.memoized;
    this.explicit = parts.explicit;
    this.refers = parts.refers;
    this.protocol = parts.protocol;
  }

  /** How many bytes it takes in a pickle. */
  get byteLength(): number {
    let sum = 0;
    for (const piece of this.pieces) sum += piece.length;
    return sum;
  }

  /** Decodes the value. Throws UnpicklingError as `decodePickle` does. */
  build(options: DecodePickleOptions = {}): unknown {
    const { protocol } = this;
    const whole = Buffer.concat([
      Uint8Array.of(Op.proto, protocol),
      ...this.pieces,
      Uint8Array.of(Op.stop),
    ]);
    return decodeFrom(whole, options, this.memoBase);
  }
}
