import type * as acorn from "acorn";
import type { CodeKind, CodeNode, ReferenceForm } from "./code-node.ts";
import type { Scope } from "./scope.ts";
import type { Node } from "./syntax.ts";

/** How a name is used. */
export interface Use {
  readonly write?: boolean;
  readonly form?: ReferenceForm;
  readonly member?: string | undefined;
}

/** What belongs to a new function or class besides its node. */
export interface CodeParts {
  readonly kind: CodeKind;
  readonly position?: number;
  readonly member?: acorn.MethodDefinition | acorn.Property | undefined;
  readonly owner?: CodeNode | undefined;
}

/** What the visitors of the single kinds of nodes use of the walk over a script. */
export interface Walk {
  readonly source: string;
  /** The innermost function or class. */
  readonly code: CodeNode | undefined;
  /** Where names are looked up. */
  readonly scope: Scope;
  /** Visits a node, if it's there. */
  visit(node: Node | null | undefined): void;
  /** Visits what a pattern contains besides names; the names too when they're assigned to and not declared. */
  pattern(pattern: Node | null | undefined, assigned: boolean): void;
  /** Notes that a name is used. */
  refer(name: acorn.Identifier, use?: Use): void;
  /** Runs `visit` in a new scope. */
  inScope(isFunction: boolean, visit: (scope: Scope) => void): void;
  /** Runs `visit` in what may run several times. */
  inLoop(visit: () => void): void;
  /** Runs `visit` in strict code, if `strict`. */
  inStrict(strict: boolean, visit: () => void): void;
  /** Runs `visit` in a new function or class. */
  inCode(node: Node, parts: CodeParts, visit: (code: CodeNode) => void): CodeNode;
  /** Whether what is visited now may run several times in one run of its function. */
  readonly isLooping: boolean;
}

/** The visitors for the kinds of nodes that need one; the others just have their children visited. */
export type Visitors = {
  readonly [Type in Node["type"]]?: (
    walk: Walk,
    node: Extract<Node, { readonly type: Type }>,
  ) => void;
};
