import type { Operation } from "./operation.ts";
import { performer } from "./performer.ts";

function perform(kind: Operation["kind"], index: number, value = 0): number {
  return performer().perform({ kind, index, value, expected: 0 });
}

/** What the product uses as an array of its memory's words, without `Atomics`. */
export const wordsView: Int32Array = new Proxy(new Int32Array(0), {
  get(_target, key): unknown {
    const index = Number(key);
    if (Number.isInteger(index)) return perform("read", index);
    if (key === "set") return setWords;
    throw new Error(`the explorer has no ${String(key)} of words`);
  },
  set(_target, key, value: number): boolean {
    perform("write", Number(key), value);
    return true;
  },
});

/** The same of bytes. */
export const bytesView: Uint8Array = new Proxy(new Uint8Array(0), {
  get(_target, key): unknown {
    const index = Number(key);
    if (Number.isInteger(index)) return perform("readByte", index);
    if (key === "set") return setBytes;
    if (key === "slice" || key === "subarray") return copyBytes;
    throw new Error(`the explorer has no ${String(key)} of bytes`);
  },
  set(_target, key, value: number): boolean {
    perform("writeByte", Number(key), value);
    return true;
  },
});

function setWords(values: ArrayLike<number>, at = 0): void {
  for (let index = 0; index < values.length; index += 1)
    perform("write", at + index, values[index] ?? 0);
}

function setBytes(values: ArrayLike<number>, at = 0): void {
  for (let index = 0; index < values.length; index += 1)
    perform("writeByte", at + index, values[index] ?? 0);
}

function copyBytes(from: number, end: number): Uint8Array {
  return Uint8Array.from({ length: end - from }, (_, index) => perform("readByte", from + index));
}
