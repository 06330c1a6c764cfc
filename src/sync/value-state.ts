import { kinds } from "../memory/kinds.ts";
import type { Block } from "../memory/memory.ts";
import { atomicElements, type AtomicElements } from "./atomic-elements.ts";
import { codeOf, typeWithCode, viewOf, type Element, type ElementType } from "./element-type.ts";
import type { SharedKind } from "./shared-object.ts";

export interface ValueSettings {
  readonly type: ElementType;
  readonly initial: Element;
}

/** Bytes before the element: a multiple of its width. */
const HEAD_BYTES = 8;
const ELEMENT_BYTES = 8;

/** One number in shared memory. Layout: `Int32[0]`: the type's code; `Int32[1]`: unused; then the element. */
export class ValueState {
  readonly #elements: AtomicElements;

  constructor(block: Block) {
    // The words of any memory begin its buffer.
    const offset = block.bytes.byteOffset + block.start * Int32Array.BYTES_PER_ELEMENT;
    const type = typeWithCode(block.words[block.start] ?? 0);
    const { buffer } = block.bytes;
    this.#elements = atomicElements(
      viewOf(type, { buffer, offset: offset + HEAD_BYTES, length: 1 }),
    );
  }

  get(): Element {
    return this.#elements.get(0);
  }

  set(value: Element): void {
    this.#elements.set(0, value);
  }

  add(amount: Element): Element {
    return this.#elements.add(0, amount);
  }

  exchange(value: Element): Element {
    return this.#elements.exchange(0, value);
  }

  compareExchange(expected: Element, replacement: Element): Element {
    return this.#elements.compareExchange(0, expected, replacement);
  }
}

export const valueKind: SharedKind<ValueState, ValueSettings> = {
  name: "Value",
  code: kinds.value,
  bytes: () => HEAD_BYTES + ELEMENT_BYTES,
  prepare(block, { type, initial }) {
    block.words[block.start] = codeOf(type);
    new ValueState(block).set(initial);
  },
  open: (block) => new ValueState(block),
};
