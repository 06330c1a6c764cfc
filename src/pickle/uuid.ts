import { MisuseError } from "../errors.ts";
import type { HashWork } from "./hash-work.ts";
import { taggedKey } from "./key.ts";
import { PythonValue } from "./python-value.ts";

/** Python's uuid.UUID. Throws MisuseError for a text that isn't one. */
export class Uuid extends PythonValue {
  /** 36 characters, in lower case and with hyphens. */
  text: string;

  constructor(text: string) {
    super();
    const digits = text
      .replace(/^urn:uuid:/i, "")
      .replace(/[{}-]/g, "")
      .toLowerCase();
    if (!/^[0-9a-f]{32}$/.test(digits))
      throw new MisuseError(`"${text.slice(0, 60)}" is no UUID; it has 32 hexadecimal digits`);
    this.text = digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  get typeName(): string {
    return "UUID";
  }

  override toString(): string {
    return this.text;
  }

  override hashKey(work: HashWork): unknown {
    work.spend(this.text.length);
    return taggedKey("u", this.text);
  }
}
