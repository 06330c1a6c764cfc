import type * as acorn from "acorn";
import { CodeNode, type Reference } from "./code-node.ts";
import { Scope } from "./scope.ts";
import { eachChild, type Node } from "./syntax.ts";
import { codeVisitors } from "./visit-code.ts";
import { nameVisitors } from "./visit-names.ts";
import type { CodeParts, Use, Visitors, Walk } from "./walk.ts";

const visitors: Visitors = { ...nameVisitors, ...codeVisitors };

/** Goes over a script once and collects its functions, classes, scopes and uses of names. */
export class Walker implements Walk {
  readonly source: string;
  readonly codes: CodeNode[] = [];
  readonly references: Reference[] = [];
  scope: Scope;
  code: CodeNode | undefined;
  isLooping: boolean = false;
  #strict: boolean;

  constructor(source: string, root: Scope, strict: boolean) {
    this.source = source;
    this.scope = root;
    this.#strict = strict;
  }

  visit(node: Node | null | undefined): void {
    if (node === null || node === undefined) return;
    // The visitor under a type takes nodes of this type.
    const visitor = visitors[node.type] as ((walk: Walk, node: Node) => void) | undefined;
    if (visitor === undefined) eachChild(node, (child) => this.visit(child));
    else visitor(this, node);
  }

  pattern(pattern: Node | null | undefined, assigned: boolean): void {
    switch (pattern?.type) {
      case undefined:
        return;
      case "Identifier":
        if (assigned) this.refer(pattern, { write: true });
        return;
      case "ObjectPattern":
        for (const property of pattern.properties) {
          if (property.type === "RestElement") this.pattern(property.argument, assigned);
          else this.#property(property, assigned);
        }
        return;
      case "ArrayPattern":
        for (const element of pattern.elements) this.pattern(element, assigned);
        return;
      case "RestElement":
        return this.pattern(pattern.argument, assigned);
      case "AssignmentPattern":
        this.pattern(pattern.left, assigned);
        return this.visit(pattern.right);
      default:
        this.visit(pattern);
    }
  }

  #property(property: acorn.AssignmentProperty, assigned: boolean): void {
    if (property.computed) this.visit(property.key);
    if (!property.shorthand || !assigned) return this.pattern(property.value, assigned);
    const { value } = property;
    const target = value.type === "AssignmentPattern" ? value.left : value;
    if (target.type === "Identifier") this.refer(target, { write: true, form: "shorthand" });
    if (value.type === "AssignmentPattern") this.visit(value.right);
  }

  refer(node: acorn.Identifier, use: Use = {}): void {
    const { name, start, end } = node;
    const { write = false, form = "plain", member } = use;
    this.references.push({
      name,
      start,
      end,
      scope: this.scope,
      code: this.code,
      write,
      isOnce: this.code === undefined && !this.isLooping,
      form,
      member,
    });
  }

  inScope(isFunction: boolean, visit: (scope: Scope) => void): void {
    const outer = this.scope;
    this.scope = new Scope(outer, isFunction);
    visit(this.scope);
    this.scope = outer;
  }

  inLoop(visit: () => void): void {
    const outer = this.isLooping;
    this.isLooping = true;
    visit();
    this.isLooping = outer;
  }

  inStrict(strict: boolean, visit: () => void): void {
    const outer = this.#strict;
    this.#strict ||= strict;
    visit();
    this.#strict = outer;
  }

  inCode(node: Node, parts: CodeParts, visit: (code: CodeNode) => void): CodeNode {
    const { code: parent, isLooping } = this;
    const code = new CodeNode(parts.kind, node, {
      parent,
      strict: this.#strict,
      inLoop: isLooping,
    });
    if (parts.position !== undefined) code.position = parts.position;
    code.member = parts.member;
    code.owner = parts.owner;
    if (!code.isInitialiser) this.codes.push(code);
    this.code = code;
    // A class is evaluated where it stands; the body of a function runs by itself.
    if (parts.kind !== "class") this.isLooping = false;
    visit(code);
    this.code = parent;
    this.isLooping = isLooping;
    return code;
  }
}
