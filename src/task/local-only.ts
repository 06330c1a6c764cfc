import { NotSendableError } from "../errors.ts";

/** The method under this key says how an object travels, or that it can't. See codec/reduce.ts. */
const reduce: symbol = Symbol.for("skein.reduce");

/**
 * Makes all instances of a class refuse to be sent to another thread or process, with an error that says which class
 * can be. `name` is that of both classes.
 */
export function stayHere(prototype: object, name: string): void {
  Object.defineProperty(prototype, reduce, {
    value(): never {
      throw new NotSendableError(
        [],
        `is a ${name} of "skein/task", which works in one event loop only and can't be sent; ` +
          `between threads and processes use that of "skein": import { ${name} } from "skein"`,
      );
    },
  });
}

/** What errors call an object. */
export function nameOf(type: string, name: string | undefined): string {
  return name === undefined ? `this ${type}` : `the ${type} '${name}'`;
}
