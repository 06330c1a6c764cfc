import type * as acorn from "acorn";
import type { CodeNode } from "./code-node.ts";
import { hoistLexical, hoistVariables } from "./hoist.ts";
import { eachName, isStrict, skipBlanks } from "./syntax.ts";
import type { CodeParts, Visitors, Walk } from "./walk.ts";

type FunctionNode =
  | acorn.FunctionDeclaration
  | acorn.FunctionExpression
  | acorn.ArrowFunctionExpression;
type ClassNode = acorn.ClassDeclaration | acorn.ClassExpression;

/** Functions and classes, and what in them belongs to a function further out. */
export const codeVisitors: Visitors = {
  FunctionDeclaration: (walk, node) => visitFunction(walk, node as acorn.FunctionDeclaration),
  FunctionExpression: (walk, node) => visitFunction(walk, node),
  ArrowFunctionExpression: (walk, node) => visitFunction(walk, node),
  ClassDeclaration: (walk, node) => visitClass(walk, node as acorn.ClassDeclaration),
  ClassExpression: (walk, node) => visitClass(walk, node),
  Property: visitProperty,
  ThisExpression: (walk, node) => void takeOuter(walk, (code) => code.outerThis.push(node)),
  Super: visitSuper,
  MetaProperty: visitMetaProperty,
  PrivateIdentifier: visitPrivateName,
};

function visitFunction(walk: Walk, node: FunctionNode, parts?: CodeParts): CodeNode {
  const body = node.body.type === "BlockStatement" ? node.body.body : [node.body];
  const visit = (): CodeNode =>
    walk.inCode(node, parts ?? functionParts(walk.source, node), (code) => {
      walk.inScope(true, (scope) => {
        code.scope ??= scope;
        for (const parameter of node.params)
          eachName(parameter, ({ name }) => scope.declare(name, "parameter"));
        for (const statement of body) hoistVariables(statement, scope);
        hoistLexical(body, scope);
        for (const parameter of node.params) walk.pattern(parameter, false);
        for (const statement of body) walk.visit(statement);
      });
    });
  let code: CodeNode | undefined;
  walk.inStrict(isStrict(body), () => (code = named(walk, node, visit)));
  // inStrict has run it.
  return code as unknown as CodeNode;
}

/** The name of a function expression has a scope of its own around the function. */
function named(walk: Walk, node: FunctionNode, visit: () => CodeNode): CodeNode {
  if (node.type !== "FunctionExpression" || !node.id) return visit();
  const { name } = node.id;
  let code: CodeNode | undefined;
  walk.inScope(false, (scope) => {
    scope.declare(name, "self", { initial: node });
    code = visit();
    code.scope = scope;
  });
  return code as unknown as CodeNode;
}

/** The engine has an arrow function begin with its parameters, any other with its parenthesis. */
function functionParts(source: string, node: FunctionNode): CodeParts {
  if (node.type === "ArrowFunctionExpression") {
    const position = node.async ? skipBlanks(source, node.start + "async".length) : node.start;
    return { kind: "arrow", position };
  }
  return {
    kind: "function",
    position: skipBlanks(source, node.id ? node.id.end : node.start, "("),
  };
}

function visitProperty(walk: Walk, node: acorn.Property | acorn.AssignmentProperty): void {
  if (node.computed) walk.visit(node.key);
  if (isMethod(node)) {
    const kind = node.kind === "init" ? "method" : node.kind === "get" ? "getter" : "setter";
    visitFunction(walk, node.value as acorn.FunctionExpression, { kind, member: node });
  } else if (node.shorthand && node.value.type === "Identifier") {
    walk.refer(node.value, { form: "shorthand" });
  } else {
    walk.visit(node.value);
  }
}

function isMethod(node: acorn.Property | acorn.AssignmentProperty): node is acorn.Property {
  return node.method || node.kind !== "init";
}

function visitClass(walk: Walk, node: ClassNode): void {
  walk.inStrict(true, () =>
    walk.inScope(false, (scope) => {
      if (node.id) scope.declare(node.id.name, "self", { initial: node });
      // Its value travels by itself, so what is used in there is no business of the class.
      walk.visit(node.superClass);
      walk.inCode(node, { kind: "class" }, (code) => {
        code.scope = scope;
        declarePrivateNames(code, node.body.body);
        for (const member of node.body.body) visitMember(walk, code, member);
      });
    }),
  );
}

function declarePrivateNames(code: CodeNode, members: acorn.ClassBody["body"]): void {
  for (const member of members) {
    if (member.type === "StaticBlock" || member.key.type !== "PrivateIdentifier") continue;
    code.privateNames.add(member.key.name);
    if (!member.static) code.hasPrivateInstances = true;
  }
}

function visitMember(walk: Walk, owner: CodeNode, member: acorn.ClassBody["body"][number]): void {
  if (member.type === "StaticBlock") return visitStaticBlock(walk, member);
  if (member.computed) walk.visit(member.key);
  if (member.type === "PropertyDefinition") {
    const { value } = member;
    if (value)
      walk.inCode(member, { kind: member.static ? "static" : "field" }, () => walk.visit(value));
    return;
  }
  const kind = methodKinds[member.kind];
  const code = visitFunction(walk, member.value, { kind, member, owner });
  // The engine has a class begin where its constructor does.
  if (kind === "constructor") owner.position = code.position;
}

const methodKinds = {
  method: "method",
  get: "getter",
  set: "setter",
  constructor: "constructor",
} as const;

function visitStaticBlock(walk: Walk, block: acorn.StaticBlock): void {
  walk.inCode(block, { kind: "static" }, () =>
    walk.inScope(true, (scope) => {
      for (const statement of block.body) hoistVariables(statement, scope);
      hoistLexical(block.body, scope);
      for (const statement of block.body) walk.visit(statement);
    }),
  );
}

/** Notes something in all arrow functions and classes up to the function that it belongs to. */
function takeOuter(walk: Walk, take: (code: CodeNode) => void): CodeNode | undefined {
  let code = walk.code;
  while (code?.isTransparent === true) {
    take(code);
    code = code.parent;
  }
  return code;
}

function visitSuper(walk: Walk): void {
  const owner = takeOuter(walk, (code) => (code.usesSuper = true));
  if (owner !== undefined) owner.usesSuper = true;
}

function visitMetaProperty(walk: Walk, node: acorn.MetaProperty): void {
  if (node.meta.name !== "import")
    return void takeOuter(walk, (code) => (code.usesOuterNewTarget = true));
  for (let code = walk.code; code !== undefined; code = code.parent) code.importMetas.push(node);
}

function visitPrivateName(walk: Walk, node: acorn.PrivateIdentifier): void {
  for (let code = walk.code; code !== undefined; code = code.parent) {
    if (code.kind === "class" && code.privateNames.has(node.name)) return;
    code.outerPrivateNames.add(node.name);
  }
}
