import { PythonValue } from "./python-value.ts";

/** Python's bytearray: bytes that can be changed in place. */
export class ByteArray extends PythonValue {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super();
    this.bytes = bytes;
  }

  get typeName(): string {
    return "bytearray";
  }

  get length(): number {
    return this.bytes.length;
  }
}
