import type { HashWork } from "./hash-work.ts";
import { taggedKey } from "./key.ts";
import { PythonValue } from "./python-value.ts";

/** The name of a class or function of Python. It does nothing here; Python imports what it names. */
export class GlobalName extends PythonValue {
  readonly module: string;
  /** With dots where it is inside a class. */
  readonly name: string;

  constructor(module: string, name: string) {
    super();
    this.module = module;
    this.name = name;
  }

  get typeName(): string {
    return "type";
  }

  /** Module and name with a space between, as the `globals` option has it. */
  get path(): string {
    return `${this.module} ${this.name}`;
  }

  override hashKey(work: HashWork): unknown {
    work.spend(this.path.length);
    return taggedKey("g", this.path);
  }
}
