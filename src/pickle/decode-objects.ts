import { isAscii } from "node:buffer";
import type { Allowance } from "./budget.ts";
import { Weight } from "./budget.ts";
import type { DecodePickleOptions, GlobalConstructor, ValueForm } from "./decode-options.ts";
import { DecodeStack } from "./decode-stack.ts";
import type { Dict } from "./dict.ts";
import { spellings } from "./exception-names.ts";
import { GlobalName } from "./global-name.ts";
import { builtInGlobals } from "./globals.ts";
import { HashWork } from "./hash-work.ts";
import { Opaque, type OpaqueParts } from "./opaque.ts";
import { PythonException } from "./python-exception.ts";
import { fromPython2 } from "./python2-names.ts";
import { isTuple } from "./tuple.ts";

/** What a run ends with when a dict was begun as an object and gets a key that is no string: see decode.ts. */
export class MixedKeys extends Error {}

/** The part of the machine that makes objects of classes: from a fixed list, or as inert records. */
export class DecodeObjects extends DecodeStack {
  readonly form: ValueForm;
  #work: HashWork | undefined;
  /** The dicts that are Maps, by the order in which they come; known from an earlier run. */
  maps: ReadonlySet<number> | undefined;
  /** Where a run collects its dicts: then it is made for that only, and nothing of a class is made. */
  survey: Dict[] | undefined;
  readonly #opaque: boolean;
  readonly #globals: ReadonlyMap<string, GlobalConstructor> | undefined;
  /** Names are Python 2's up to protocol 2. A pickle that says nothing has protocol 0 or 1. */
  #oldNames = true;
  /** What BUILD does to objects that a constructor made. */
  #builders: Map<unknown, GlobalConstructor> | undefined;

  constructor(bytes: Buffer, allowance: Allowance, options: DecodePickleOptions) {
    super(bytes, allowance);
    this.form = options.form ?? "natural";
    this.#opaque = options.opaque ?? false;
    this.#globals = options.globals;
  }

  /** What hashing keys may cost in this message. */
  get work(): HashWork {
    return (this.#work ??= new HashWork(1_000_000 + 16 * this.bytes.length));
  }

  startProtocol(protocol: number): void {
    if (protocol > 5) throw this.error(`protocol ${protocol} isn't known`);
    this.#oldNames = protocol < 3;
  }

  stackGlobal(): void {
    const name = this.pop();
    const module = this.pop();
    if (typeof name !== "string" || typeof module !== "string")
      throw this.error("a class has a name that is no text");
    this.push(this.find(module, name));
  }

  /** Gives the name of a class or function, if it is allowed. */
  find(module: string, name: string): GlobalName {
    const written = `${module} ${name}`;
    const renamed = this.#oldNames ? fromPython2(written) : written;
    const path = spellings.get(renamed) ?? renamed;
    if (this.survey === undefined && !this.#opaque && this.#entry(path) === undefined) {
      throw this.error(
        `"${module}.${name}" isn't allowed: only plain data and a fixed list of classes are, unless the option opaque lets others pass as records`,
      );
    }
    this.spend(Weight.tuple);
    const space = path.indexOf(" ");
    return new GlobalName(path.slice(0, space), path.slice(space + 1));
  }

  reduce(): void {
    const args = this.#items(this.pop());
    const callable = this.pop();
    this.push(this.#made({ form: "reduce", callable, args }));
  }

  newobj(): void {
    const args = this.#items(this.pop());
    const callable = this.pop();
    this.push(this.#made({ form: "newobj", callable, args }));
  }

  newobjEx(): void {
    const kwargs = this.pop();
    const args = this.#items(this.pop());
    const callable = this.pop();
    this.push(this.#made({ form: "newobjEx", callable, args, kwargs }));
  }

  /** INST and OBJ: a class called with what stands above the mark. */
  instance(callable: unknown, args: readonly unknown[]): void {
    this.push(this.#made({ form: "reduce", callable, args }));
  }

  build(): void {
    const state = this.pop();
    const object = this.top();
    const builder = this.#builders?.get(object);
    if (builder?.build !== undefined) builder.build(object, state);
    else if (object instanceof Opaque) {
      object.hasState = true;
      object.state = state;
    } else throw this.error("an object gets a state that has none");
  }

  /** A text of Python 2, where text and bytes are one: a string if it is ASCII, else bytes, and not an error as in Python 3. */
  oldText(length: number): string | Uint8Array {
    if (length < 0) throw this.error("it has a text of negative length");
    const at = this.advance(length);
    return this.oldBytes(this.bytes.subarray(at, at + length));
  }

  oldBytes(bytes: Buffer): string | Uint8Array {
    if (isAscii(bytes)) return bytes.toString("latin1");
    this.spend(Weight.bytes);
    return new Uint8Array(bytes);
  }

  /** FLOAT: a number in digits. */
  decimalFloat(): number {
    const text = this.line().trim();
    if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
    const special = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i.exec(text);
    if (special === null) throw this.error("it has a float that is none");
    if (special[2] === undefined) return Number.NaN;
    return special[1] === "-" ? -Infinity : Infinity;
  }

  #entry(path: string): GlobalConstructor | undefined {
    return this.#globals?.get(path) ?? builtInGlobals.get(path);
  }

  #items(args: unknown): readonly unknown[] {
    if (isTuple(args)) return args.items;
    if (Array.isArray(args)) return args;
    throw this.error("the arguments of a call are no tuple");
  }

  #made(parts: OpaqueParts): unknown {
    this.spend(Weight.object + parts.args.length * 8);
    const { callable } = parts;
    const entry =
      callable instanceof GlobalName && this.survey === undefined
        ? this.#entry(callable.path)
        : undefined;
    if (entry?.construct !== undefined) return this.#constructed(entry, parts);
    if (isReconstructor(callable)) {
      const made = this.#reconstructed(parts);
      if (made !== undefined) return made;
    }
    if (this.survey !== undefined || (this.#opaque && !isConstructed(callable)))
      return new Opaque(parts);
    throw this.error("something is called that mustn't be");
  }

  #constructed(entry: GlobalConstructor, { callable, args, kwargs }: OpaqueParts): unknown {
    const { form, work } = this;
    // Only names have entries.
    const { path } = callable as GlobalName;
    let object: unknown;
    try {
      object = entry.construct?.({ path, args, kwargs, form, work });
    } catch (error) {
      if (error instanceof PythonException) throw error;
      throw this.error(`${path.replace(" ", ".")} can't be made of this`, { cause: error });
    }
    if (entry.build !== undefined) {
      this.#builders ??= new Map();
      this.#builders.set(object, entry);
    }
    return object;
  }

  /** `copyreg._reconstructor(cls, object, None)` is how protocols 0 and 1 say NEWOBJ. */
  #reconstructed({ args }: OpaqueParts): unknown {
    const [callable, base, state] = args;
    const plain = base instanceof GlobalName && base.path === "builtins object" && state === null;
    if (!plain || !(callable instanceof GlobalName)) return undefined;
    const entry = this.#entry(callable.path);
    if (entry?.construct === undefined) return undefined;
    return this.#constructed(entry, { form: "newobj", callable, args: [] });
  }
}

function isReconstructor(callable: unknown): boolean {
  return callable instanceof GlobalName && callable.path === "copyreg _reconstructor";
}

/** Whether it is neither a name nor something that Python would make of one. */
function isConstructed(callable: unknown): boolean {
  return !(callable instanceof GlobalName || callable instanceof Opaque);
}
