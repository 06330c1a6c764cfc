import type { Element, ElementArray } from "./element-type.ts";

/** The elements of a typed array over shared memory, each of which is read and changed in one piece. */
export interface AtomicElements {
  get(index: number): Element;
  set(index: number, value: Element): void;
  /** Adds to an element and gives what it was before. */
  add(index: number, amount: Element): Element;
  /** Replaces an element and gives what it was before. */
  exchange(index: number, value: Element): Element;
  /** Replaces an element if it is what is expected, and gives what it was before in any case. */
  compareExchange(index: number, expected: Element, replacement: Element): Element;
}

export function atomicElements(array: ElementArray): AtomicElements {
  if (array instanceof Float32Array) {
    const float = new Float32Array(1);
    const bits = new Int32Array(array.buffer, array.byteOffset, array.length);
    return new FloatElements(new NumberElements(bits), float, new Int32Array(float.buffer));
  }
  if (array instanceof Float64Array) {
    const float = new Float64Array(1);
    const bits = new BigInt64Array(array.buffer, array.byteOffset, array.length);
    return new FloatElements(new BigintElements(bits), float, new BigInt64Array(float.buffer));
  }
  if (array instanceof BigInt64Array || array instanceof BigUint64Array)
    return new BigintElements(array);
  return new NumberElements(array);
}

type NumberArray = Exclude<
  ElementArray,
  BigInt64Array | BigUint64Array | Float32Array | Float64Array
>;

class NumberElements implements AtomicElements {
  readonly #array: NumberArray;

  constructor(array: NumberArray) {
    this.#array = array;
  }

  get(index: number): number {
    return Atomics.load(this.#array, index);
  }

  set(index: number, value: number): void {
    Atomics.store(this.#array, index, value);
  }

  add(index: number, amount: number): number {
    return Atomics.add(this.#array, index, amount);
  }

  exchange(index: number, value: number): number {
    return Atomics.exchange(this.#array, index, value);
  }

  compareExchange(index: number, expected: number, replacement: number): number {
    return Atomics.compareExchange(this.#array, index, expected, replacement);
  }
}

class BigintElements implements AtomicElements {
  readonly #array: BigInt64Array | BigUint64Array;

  constructor(array: BigInt64Array | BigUint64Array) {
    this.#array = array;
  }

  get(index: number): bigint {
    return Atomics.load(this.#array, index);
  }

  set(index: number, value: bigint): void {
    Atomics.store(this.#array, index, value);
  }

  add(index: number, amount: bigint): bigint {
    return Atomics.add(this.#array, index, amount);
  }

  exchange(index: number, value: bigint): bigint {
    return Atomics.exchange(this.#array, index, value);
  }

  compareExchange(index: number, expected: bigint, replacement: bigint): bigint {
    return Atomics.compareExchange(this.#array, index, expected, replacement);
  }
}

/**
 * `Atomics` knows no floating-point numbers, so they are read and exchanged as the integers with the same bits. Adding
 * and comparing go by value: what is to replace an element is put in its place if its bits are still those that were
 * looked at, otherwise that is done again.
 */
class FloatElements implements AtomicElements {
  readonly #elements: AtomicElements;
  readonly #float: Float32Array | Float64Array;
  readonly #bits: Int32Array | BigInt64Array;

  /** `float` and `bits` are this thread's own, over the same bytes: what is written to one is read from the other. */
  constructor(
    elements: AtomicElements,
    float: Float32Array | Float64Array,
    bits: Int32Array | BigInt64Array,
  ) {
    this.#elements = elements;
    this.#float = float;
    this.#bits = bits;
  }

  get(index: number): number {
    return this.#toFloat(this.#elements.get(index));
  }

  set(index: number, value: number): void {
    this.#elements.set(index, this.#toBits(value));
  }

  add(index: number, amount: number): number {
    for (;;) {
      const found = this.#elements.get(index);
      const value = this.#toFloat(found);
      if (this.#replace(index, found, value + amount)) return value;
    }
  }

  exchange(index: number, value: number): number {
    return this.#toFloat(this.#elements.exchange(index, this.#toBits(value)));
  }

  compareExchange(index: number, expected: number, replacement: number): number {
    const wanted = this.#toFloat(this.#toBits(expected));
    for (;;) {
      const found = this.#elements.get(index);
      const value = this.#toFloat(found);
      const equal = value === wanted || (Number.isNaN(value) && Number.isNaN(wanted));
      if (!equal || this.#replace(index, found, replacement)) return value;
    }
  }

  #replace(index: number, found: Element, replacement: number): boolean {
    return this.#elements.compareExchange(index, found, this.#toBits(replacement)) === found;
  }

  #toBits(value: number): Element {
    this.#float[0] = value;
    // They have one element.
    return this.#bits[0] as Element;
  }

  #toFloat(bits: Element): number {
    this.#bits[0] = bits;
    // They have one element.
    return this.#float[0] as number;
  }
}
