import type * as acorn from "acorn";
import type { Binding, Scope } from "./scope.ts";
import type { Node } from "./syntax.ts";

/** What a piece of code is; "field" and "static" are initialisers in a class, which belong to it. */
export type CodeKind =
  | "function"
  | "arrow"
  | "method"
  | "getter"
  | "setter"
  | "constructor"
  | "class"
  | "field"
  | "static";

/** Characters of a script. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** How a name is used at one place; this decides how the place is rewritten. */
export type ReferenceForm = "plain" | "shorthand" | "call" | "typeof";

/** A place where a name is used. */
export interface Reference extends Range {
  readonly name: string;
  readonly scope: Scope;
  /** The innermost function or class around it. */
  readonly code: CodeNode | undefined;
  readonly write: boolean;
  /** Whether the place is come to once at most: outside of functions and loops. */
  readonly isOnce: boolean;
  readonly form: ReferenceForm;
  /** The property that is read from it. */
  readonly member: string | undefined;
}

/** A name that a function or class uses and doesn't declare. */
export interface FreeName {
  readonly name: string;
  /** Undefined for a global. */
  readonly binding: Binding | undefined;
  readonly references: Reference[];
  /** The properties that are read from it, when nothing else is done with it. */
  members: Set<string> | undefined;
  /** Of a class: whether it's used while the class is evaluated: "direct" surely, "nested" by a function in there. */
  eager: "direct" | "nested" | undefined;
}

/** A function or class in a script, as the analysis sees it. */
export class CodeNode implements Range {
  readonly kind: CodeKind;
  readonly node: Node;
  readonly start: number;
  readonly end: number;
  readonly parent: CodeNode | undefined;
  readonly strict: boolean;
  /** Whether it may be made several times by one run of the function around it. */
  readonly inLoop: boolean;
  /** Where the engine says that it begins. */
  position: number;
  /** The outermost scope that belongs to it. */
  scope: Scope | undefined;
  /** The property of a class or object that it is the value of. */
  member: acorn.MethodDefinition | acorn.Property | undefined;
  /** Of a constructor: its class. */
  owner: CodeNode | undefined;
  readonly free: Map<string, FreeName> = new Map();
  /** Private names that a class declares. */
  readonly privateNames: Set<string> = new Set();
  /** Of a class: whether each instance has something private. */
  hasPrivateInstances: boolean = false;
  /** Private names that are used and declared further out. */
  readonly outerPrivateNames: Set<string> = new Set();
  readonly importMetas: Range[] = [];
  /** Uses of `this` and `arguments` that mean those of a function further out. */
  readonly outerThis: Range[] = [];
  readonly outerArguments: Range[] = [];
  usesSuper: boolean = false;
  usesOuterNewTarget: boolean = false;
  callsEval: boolean = false;

  constructor(kind: CodeKind, node: Node, context: Pick<CodeNode, "parent" | "strict" | "inLoop">) {
    this.kind = kind;
    this.node = node;
    this.start = node.start;
    this.end = node.end;
    this.position = node.start;
    this.parent = context.parent;
    this.strict = context.strict;
    this.inLoop = context.inLoop;
  }

  /** Whether `this`, `super`, `arguments` and `new.target` in it are those of the function around it. */
  get isTransparent(): boolean {
    return this.kind === "arrow" || this.kind === "class";
  }

  /** The function or initialiser whose `this` it uses; undefined at the top of a script. */
  get thisOwner(): CodeNode | undefined {
    let owner = this.parent;
    while (owner !== undefined && owner.isTransparent) owner = owner.parent;
    return owner;
  }

  /** The class that contains it as a heritage-free part, or itself: initialisers count as the class. */
  get isInitialiser(): boolean {
    return this.kind === "field" || this.kind === "static";
  }

  /** What `toString()` of the function gives. */
  get range(): Range {
    return this.member ?? this.node;
  }
}
