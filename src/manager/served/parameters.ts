import { Float } from "../../pickle/float.ts";
import { typeError } from "./raise.ts";
import type { Call } from "./call.ts";

/** Stands for an argument that was not given and has no default. */
export const ABSENT: unique symbol = Symbol("absent");

/** The parameters of a method, to which positional and keyword arguments are bound as Python does. */
export interface Parameters {
  /** The arguments in the order of the parameters. Throws TypeError. */
  bind(call: Pick<Call, "args" | "kwds">): readonly unknown[];
}

/**
 * Reads parameters: "item", "block=True", "*" (any more arguments, at the end), "**" (any keyword, which the
 * body reads itself) or "name?" (optional, {@link ABSENT} when not given). After "/" come those that may be given by keyword; without
 * it, all may.
 */
export function parseParameters(owner: string, texts: readonly string[]): Parameters {
  const slash = texts.indexOf("/");
  const named = texts.filter((text) => text !== "/" && !text.startsWith("*"));
  return new DeclaredParameters(owner, {
    names: named.map((text) => text.replace(/[=?].*$/, "")),
    defaults: named.map(defaultOf),
    positionalOnly: slash < 0 ? 0 : slash,
    hasRest: texts.includes("*"),
    takesKeywords: texts.includes("**"),
  });
}

interface Declaration {
  readonly names: readonly string[];
  readonly defaults: readonly unknown[];
  readonly positionalOnly: number;
  readonly hasRest: boolean;
  readonly takesKeywords: boolean;
}

const REQUIRED: unique symbol = Symbol("required");

const literals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["None", null],
  ["True", true],
  ["False", false],
]);

function defaultOf(text: string): unknown {
  if (text.endsWith("?")) return ABSENT;
  const at = text.indexOf("=");
  if (at < 0) return REQUIRED;
  const literal = text.slice(at + 1);
  return literals.has(literal) ? literals.get(literal) : Number(literal);
}

class DeclaredParameters implements Parameters {
  readonly #owner: string;
  readonly #declaration: Declaration;

  constructor(owner: string, declaration: Declaration) {
    this.#owner = owner;
    this.#declaration = declaration;
  }

  bind({ args, kwds }: Pick<Call, "args" | "kwds">): readonly unknown[] {
    const { names, hasRest, takesKeywords } = this.#declaration;
    if (kwds === undefined && args.length === names.length) return args;
    if (args.length > names.length && !hasRest) throw this.#tooMany(args.length);
    const bound = [...args];
    for (let index = args.length; index < names.length; index += 1) bound.push(REQUIRED);
    if (kwds !== undefined && !takesKeywords) this.#bindKeywords(bound, args.length, kwds);
    return this.#filled(bound);
  }

  #bindKeywords(bound: unknown[], given: number, kwds: ReadonlyMap<string, unknown>): void {
    const { names, positionalOnly } = this.#declaration;
    for (const [name, value] of kwds) {
      const index = names.indexOf(name, positionalOnly);
      if (index < 0)
        throw typeError(`${this.#owner}() got an unexpected keyword argument '${name}'`);
      if (index < given)
        throw typeError(`${this.#owner}() got multiple values for argument '${name}'`);
      bound[index] = value;
    }
  }

  #filled(bound: unknown[]): readonly unknown[] {
    const { names, defaults } = this.#declaration;
    for (let index = 0; index < names.length; index += 1) {
      if (bound[index] !== REQUIRED) continue;
      if (defaults[index] === REQUIRED)
        throw typeError(
          `${this.#owner}() missing 1 required positional argument: '${String(names[index])}'`,
        );
      bound[index] = defaults[index];
    }
    return bound;
  }

  #tooMany(given: number): Error {
    const most = this.#declaration.names.length;
    // Python counts `self`.
    return typeError(
      `${this.#owner}() takes ${most + 1} positional argument${most === 0 ? "" : "s"} but ${given + 1} were given`,
    );
  }
}

/** Whether Python takes the value for true; what is no plain data is. */
export function truthy(value: unknown): boolean {
  if (value instanceof Float) return value.value !== 0;
  if (typeof value === "object" && value !== null && "length" in value) return value.length !== 0;
  if (typeof value === "object" && value !== null && "size" in value) return value.size !== 0;
  return Boolean(value);
}
