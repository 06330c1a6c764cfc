import type { Node } from "./syntax.ts";

/** How a variable came to be; "self" is the name that a function expression or class has inside itself. */
export type BindingKind =
  | "const"
  | "let"
  | "var"
  | "function"
  | "class"
  | "parameter"
  | "import"
  | "self";

/** What an import statement binds. */
export interface ImportedName {
  readonly specifier: string;
  /** The name of the export; "*" is the namespace. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>> | undefined;
}

/** A variable of a script. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly scope: Scope;
  /** Assignments besides the initialisation. */
  writes: number;
  /** Of these, those that give it its first value, and at most once: outside of functions and loops. */
  firstWrites: number;
  /** Whether it is declared without a value, as in `let x;`. */
  readonly isBare: boolean;
  /** What it is initialised with, when that is a single expression. */
  readonly initial: Node | undefined;
  readonly imported: ImportedName | undefined;
}

/** A place in which names are declared. */
export class Scope {
  readonly parent: Scope | undefined;
  /** Whether `var` stops here. */
  readonly isFunction: boolean;
  readonly bindings: Map<string, Binding> = new Map();
  readonly #depth: number;

  constructor(parent: Scope | undefined, isFunction: boolean) {
    this.parent = parent;
    this.isFunction = isFunction;
    this.#depth = parent === undefined ? 0 : parent.#depth + 1;
  }

  /** Adds a variable. One that is declared a second time counts as assigned. */
  declare(
    name: string,
    kind: BindingKind,
    more: Partial<Pick<Binding, "initial" | "imported" | "isBare">> = {},
  ): void {
    const known = this.bindings.get(name);
    if (known === undefined) {
      const { initial, imported, isBare = false } = more;
      const counts = { writes: 0, firstWrites: 0 };
      this.bindings.set(name, { name, kind, scope: this, ...counts, isBare, initial, imported });
    } else if (known.kind === "parameter" || kind === "var" || kind === "function") {
      known.writes += 1;
    }
  }

  /** Gives the variable that a name means here, or undefined for a global one. */
  find(name: string): Binding | undefined {
    return this.bindings.get(name) ?? this.parent?.find(name);
  }

  /** Whether this is `outer` or lies in it. */
  isInside(outer: Scope): boolean {
    if (this === outer) return true;
    return this.#depth > outer.#depth && this.parent !== undefined && this.parent.isInside(outer);
  }

  /** The function or script that this belongs to. */
  get functionScope(): Scope {
    return this.isFunction || this.parent === undefined ? this : this.parent.functionScope;
  }
}
