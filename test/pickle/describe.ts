import { ByteArray } from "../../src/pickle/byte-array.ts";
import { Complex } from "../../src/pickle/complex.ts";
import { Deque } from "../../src/pickle/deque.ts";
import { Dict } from "../../src/pickle/dict.ts";
import { DefaultDict } from "../../src/pickle/dict-kinds.ts";
import { Float } from "../../src/pickle/float.ts";
import { NumberArray } from "../../src/pickle/number-array.ts";
import { PythonException } from "../../src/pickle/python-exception.ts";
import { FrozenSet, PythonSet } from "../../src/pickle/python-set.ts";
import { Opaque } from "../../src/pickle/opaque.ts";
import { isTuple } from "../../src/pickle/tuple.ts";

/**
 * Says a lossless value as a text that is the same for two values exactly when types, contents and what is shared inside
 * are the same. (deepEqual doesn't see what is private.)
 */
export function describe(value: unknown): string {
  return new Description().of(value);
}

class Description {
  readonly #seen = new Map<object, number>();

  of(value: unknown): string {
    if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value === "string") return JSON.stringify(value);
    if (typeof value !== "object" || value === null) return String(value);
    const known = this.#seen.get(value);
    if (known !== undefined) return `#${known}`;
    if (shareable(value)) this.#seen.set(value, this.#seen.size);
    return `${value.constructor.name}(${this.#inside(value)})`;
  }

  #inside(value: object): string {
    if (Array.isArray(value)) return this.#list(value);
    if (isTuple(value)) return this.#list(value.items);
    if (value instanceof Float) return this.of(value.value);
    if (value instanceof DefaultDict) return `${this.of(value.factory)}: ${this.#entries(value)}`;
    if (value instanceof Dict) return this.#entries(value);
    if (value instanceof Map) return this.#entries(value);
    // Sets have no order.
    if (value instanceof PythonSet || value instanceof FrozenSet || value instanceof Set)
      return [...value]
        .map((item) => this.of(item))
        .toSorted()
        .join(" ");
    if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
    if (value instanceof ByteArray) return Buffer.from(value.bytes).toString("hex");
    if (value instanceof NumberArray) return `${value.typecode} ${String(value.values)}`;
    if (value instanceof Deque) return `${value.maximumLength}: ${this.#list(value.items)}`;
    if (value instanceof Complex) return `${this.of(value.real)} ${this.of(value.imaginary)}`;
    if (value instanceof PythonException)
      return `${value.module} ${value.className} ${this.#list(value.args)} ${this.of(value.state)}`;
    if (value instanceof Opaque) return this.#entries(Object.entries(value));
    return this.#entries(Object.entries(value));
  }

  #list(items: readonly unknown[]): string {
    return items.map((item) => this.of(item)).join(", ");
  }

  #entries(entries: Iterable<readonly [unknown, unknown]>): string {
    return [...entries].map(([key, value]) => `${this.of(key)}: ${this.of(value)}`).join(", ");
  }
}

/** What can change, so that it matters whether it is one or two. */
function shareable(value: object): boolean {
  return (
    Array.isArray(value) ||
    value instanceof Dict ||
    value instanceof PythonSet ||
    value instanceof Deque ||
    value instanceof ByteArray
  );
}
