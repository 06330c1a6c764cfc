import { parseParameters, type Parameters } from "./parameters.ts";
import { attributeError } from "./raise.ts";
import type { Call } from "./call.ts";

/** The body of a method: the arguments come in the order of its parameters, with the defaults filled in. */
export type Body<Self> = (self: Self, args: readonly unknown[], call: Call) => unknown;

interface Method<Self> {
  readonly parameters: Parameters;
  readonly body: Body<Self>;
}

/** The methods that a class of served objects has: the only ones that can be called, whatever its objects inherit. */
export class MethodTable<Self> {
  readonly #methods = new Map<string, Method<Self>>();
  readonly #typeName: string;

  /** `typeName` is what errors call the class. */
  constructor(typeName: string) {
    this.#typeName = typeName;
  }

  /** Declares a method; `signature` is its name and Python's parameters, as in "get block=True timeout=None". */
  method(signature: string, body: Body<Self>): this {
    const [name = "", ...parameters] = signature.split(" ");
    this.#methods.set(name, {
      parameters: parseParameters(`${this.#typeName}.${name}`, parameters),
      body,
    });
    return this;
  }

  has(name: string): boolean {
    return this.#methods.has(name);
  }

  /** Calls a method. Throws AttributeError for one that isn't declared, and TypeError for arguments that don't fit. */
  call(self: Self, name: string, call: Call): unknown {
    const method = this.#methods.get(name);
    if (method === undefined)
      throw attributeError(`'${this.#typeName}' object has no attribute '${name}'`);
    const { parameters, body } = method;
    return body(self, parameters.bind(call), call);
  }
}
