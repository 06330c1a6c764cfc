import type { HashWork } from "./hash-work.ts";
import { numberKey, partOf, taggedKey } from "./key.ts";
import { PythonValue } from "./python-value.ts";

/** Python's complex. */
export class Complex extends PythonValue {
  readonly real: number;
  readonly imaginary: number;

  constructor(real: number, imaginary: number) {
    super();
    this.real = real;
    this.imaginary = imaginary;
  }

  get typeName(): string {
    return "complex";
  }

  override hashKey(work: HashWork): unknown {
    const real = numberKey(this.real);
    if (this.imaginary === 0) return real;
    return taggedKey("c", partOf(real, work) + partOf(numberKey(this.imaginary), work));
  }
}
