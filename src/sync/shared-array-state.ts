import { kinds } from "../memory/kinds.ts";
import type { Block } from "../memory/memory.ts";
import { atomicElements, type AtomicElements } from "./atomic-elements.ts";
import {
  bytesPerElement,
  codeOf,
  makeArray,
  typeWithCode,
  viewOf,
  type Element,
  type ElementArray,
  type ElementType,
} from "./element-type.ts";
import type { SharedKind } from "./shared-object.ts";

export interface SharedArraySettings {
  readonly type: ElementType;
  readonly length: number;
  /** What the elements are at first, all of them; without it, zero. */
  readonly values: ElementArray | undefined;
}

/** Bytes before the first element: a line of the processor's cache, so that elements don't share one with the head. */
const HEAD_BYTES = 64;

/** The views keep their blocks: somebody may hold on to nothing but a view. */
const blocks = new WeakMap<ElementArray, Block>();

/**
 * A row of numbers in shared memory. Layout: `Int32[0]`: the type's code; `Int32[1]`: how many elements, unsigned;
 * `Int32[2-15]`: unused; then the elements.
 */
export class SharedArrayState {
  /** The elements themselves. */
  readonly view: ElementArray;
  readonly #type: ElementType;
  readonly #elements: AtomicElements;

  constructor(block: Block) {
    const { bytes, words, start } = block;
    this.#type = typeWithCode(words[start] ?? 0);
    this.view = viewOf(this.#type, {
      buffer: bytes.buffer,
      offset: bytes.byteOffset + start * Int32Array.BYTES_PER_ELEMENT + HEAD_BYTES,
      length: (words[start + 1] ?? 0) >>> 0,
    });
    blocks.set(this.view, block);
    this.#elements = atomicElements(this.view);
  }

  get(index: number): Element {
    return this.#elements.get(index);
  }

  set(index: number, value: Element): void {
    this.#elements.set(index, value);
  }

  add(index: number, amount: Element): Element {
    return this.#elements.add(index, amount);
  }

  exchange(index: number, value: Element): Element {
    return this.#elements.exchange(index, value);
  }

  compareExchange(index: number, expected: Element, replacement: Element): Element {
    return this.#elements.compareExchange(index, expected, replacement);
  }

  /** Copies elements out. The bounds are within the array. */
  read(start: number, end: number): ElementArray {
    const copy = makeArray(this.#type, end - start);
    overwrite(copy, this.view.subarray(start, end), 0);
    return copy;
  }

  /** Copies elements in. They are of the array's type. */
  write(start: number, values: ElementArray): void {
    overwrite(this.view, values, start);
  }

  fill(value: Element, start: number, end: number): void {
    // An array takes the elements of its own type.
    (this.view as { fill(value: Element, start: number, end: number): void }).fill(
      value,
      start,
      end,
    );
  }
}

export const sharedArrayKind: SharedKind<SharedArrayState, SharedArraySettings> = {
  name: "SharedArray",
  code: kinds.array,
  bytes: ({ type, length }) => HEAD_BYTES + length * bytesPerElement(type),
  prepare(block, { type, length, values }) {
    block.words[block.start] = codeOf(type);
    block.words[block.start + 1] = length;
    if (values !== undefined) new SharedArrayState(block).write(0, values);
  },
  open: (block) => new SharedArrayState(block),
};

function overwrite(target: ElementArray, values: ElementArray, offset: number): void {
  // An array takes the elements of its own type.
  (target as { set(values: ElementArray, offset: number): void }).set(values, offset);
}
