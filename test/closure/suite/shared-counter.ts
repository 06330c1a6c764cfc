import { handle, type HandleDescription } from "../../../src/codec/handle.ts";
import { registerOnce } from "./register-once.ts";

/** A counter in shared memory: an object that travels as a handle. */
export interface SharedCounter {
  readonly value: number;
  add(amount: number): void;
}

/** Makes a counter that stands at 0. */
export function sharedCounter(): SharedCounter {
  return new Counter();
}

class Counter implements SharedCounter {
  readonly #memory: Int32Array<SharedArrayBuffer>;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    this.#memory = new Int32Array(memory);
  }

  add(amount: number): void {
    Atomics.add(this.#memory, 0, amount);
  }

  get value(): number {
    return Atomics.load(this.#memory, 0);
  }

  [handle](): HandleDescription {
    return { type: "test/shared-counter", data: this.#memory.buffer };
  }
}

// What a handle comes as is an object of this class again.
registerOnce("test/shared-counter", (data) => new Counter(data as SharedArrayBuffer));
