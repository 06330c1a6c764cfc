import { unhashable } from "./python-exception.ts";
import type { HashWork } from "./hash-work.ts";

/** What all values stand on that JavaScript has no counterpart for. */
export abstract class PythonValue {
  /** The name of the type in Python, such as "tuple". */
  abstract get typeName(): string;

  /**
   * Gives a key of a Map that stands for this value: see `keyOf`. Throws a {@link PythonException} TypeError where
   * Python has no hash for the type.
   */
  hashKey(_work: HashWork): unknown {
    throw unhashable(this.typeName);
  }
}
