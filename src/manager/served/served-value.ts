import { Dict } from "../../pickle/dict.ts";
import { exposedMethods, type ServedKind } from "../exposed.ts";
import { addAtomicMethods } from "./atomic.ts";
import { MethodTable } from "./method-table.ts";
import { typeError } from "./raise.ts";
import { repr } from "./repr.ts";
import { ServedByTable } from "./served.ts";

/** Python's Value of a manager: one value. Its letter of the type says nothing about what may be set, as in Python. */
export class ServedValue<Value = unknown> extends ServedByTable<ServedValue> {
  /** For the type of the proxy; never there. */
  declare protected readonly valueType?: Value;
  readonly kind: ServedKind = "value";
  readonly exposed: readonly string[] = exposedMethods.value;
  protected readonly table: MethodTable<ServedValue> = methods;
  protected readonly self: ServedValue = this;
  readonly typecode: unknown;
  content: unknown;

  constructor(typecode: unknown, content: Value) {
    super();
    this.typecode = typecode;
    this.content = content;
  }

  override repr(): string {
    return `Value(${repr(this.typecode)}, ${repr(this.content)})`;
  }

  override value(): unknown {
    return new ValueOutput(
      new Dict<unknown, unknown>([
        ["_typecode", this.typecode],
        ["_value", this.content],
      ]),
    );
  }
}

/** A Value by value. */
export class ValueOutput {
  readonly state: Dict;

  constructor(state: Dict) {
    this.state = state;
  }
}

const methods: MethodTable<ServedValue> = new MethodTable<ServedValue>("Value")
  .method("get", (self) => self.content)
  .method("set value", (self, [value]) => {
    self.content = value;
    return null;
  });
addAtomicMethods(methods, (self) => ({
  read: () => self.content,
  write: (_none, value) => {
    self.content = value;
  },
  remove: () => {
    throw typeError("a Value always has a value");
  },
  missing: () => typeError("a Value always has a value"),
}));
