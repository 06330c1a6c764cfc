import { numberKey } from "./key.ts";
import { PythonValue } from "./python-value.ts";

/** A float of Python that has no fraction, such as 2.0, which JavaScript can't tell from the int 2; also -0.0. */
export class Float extends PythonValue {
  readonly value: number;

  constructor(value: number) {
    super();
    this.value = value;
  }

  get typeName(): string {
    return "float";
  }

  override valueOf(): number {
    return this.value;
  }

  override hashKey(): unknown {
    return numberKey(this.value);
  }
}
