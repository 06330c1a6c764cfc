import type * as acorn from "acorn";
import { hoistLexical } from "./hoist.ts";
import { eachName, type Node } from "./syntax.ts";
import type { Visitors, Walk } from "./walk.ts";

/** Expressions and statements that use names or have scopes. */
export const nameVisitors: Visitors = {
  Identifier: (walk, node) => walk.refer(node),
  MemberExpression: visitMemberExpression,
  CallExpression: visitCall,
  TaggedTemplateExpression: (walk, node) => {
    visitCallee(walk, node.tag);
    walk.visit(node.quasi);
  },
  UnaryExpression: (walk, { operator, argument }) => {
    if (operator === "typeof" && argument.type === "Identifier")
      walk.refer(argument, { form: "typeof" });
    else walk.visit(argument);
  },
  AssignmentExpression: (walk, node) => {
    walk.pattern(node.left, true);
    walk.visit(node.right);
  },
  UpdateExpression: (walk, node) => walk.pattern(node.argument, true),
  VariableDeclaration: visitDeclaration,
  BlockStatement: (walk, node) => visitBlock(walk, node.body),
  SwitchStatement: visitSwitch,
  WhileStatement: (walk, node) => visitLoop(walk, [node.test, node.body]),
  DoWhileStatement: (walk, node) => visitLoop(walk, [node.body, node.test]),
  ForStatement: (walk, node) =>
    inHead(walk, node.init, () => {
      for (const part of [node.init, node.test, node.update, node.body]) walk.visit(part);
    }),
  ForInStatement: visitForEach,
  ForOfStatement: visitForEach,
  CatchClause: visitCatch,
  LabeledStatement: (walk, node) => walk.visit(node.body),
  BreakStatement: () => {},
  ContinueStatement: () => {},
  ImportDeclaration: () => {},
  ExportAllDeclaration: () => {},
  ExportNamedDeclaration: visitExport,
};

function visitMemberExpression(walk: Walk, node: acorn.MemberExpression): void {
  const member =
    !node.computed && node.property.type === "Identifier" ? node.property.name : undefined;
  if (node.object.type === "Identifier") walk.refer(node.object, { member });
  else walk.visit(node.object);
  if (member === undefined) walk.visit(node.property);
}

function visitCall(walk: Walk, node: acorn.CallExpression): void {
  if (node.callee.type === "Identifier" && node.callee.name === "eval") {
    for (let code = walk.code; code !== undefined; code = code.parent) code.callsEval = true;
  }
  visitCallee(walk, node.callee);
  for (const argument of node.arguments) walk.visit(argument);
}

function visitCallee(walk: Walk, callee: Node): void {
  if (callee.type === "Identifier") walk.refer(callee, { form: "call" });
  else walk.visit(callee);
}

function visitDeclaration(walk: Walk, node: acorn.VariableDeclaration): void {
  for (const { id, init } of node.declarations) {
    walk.pattern(id, false);
    walk.visit(init);
    if (node.kind !== "var" || !walk.isLooping) continue;
    // Each turn of the loop assigns anew.
    eachName(id, ({ name }) => {
      const binding = walk.scope.find(name);
      if (binding !== undefined) binding.writes += 1;
    });
  }
}

function visitBlock(walk: Walk, statements: readonly Node[]): void {
  walk.inScope(false, (scope) => {
    hoistLexical(statements, scope);
    for (const statement of statements) walk.visit(statement);
  });
}

function visitSwitch(walk: Walk, node: acorn.SwitchStatement): void {
  walk.visit(node.discriminant);
  walk.inScope(false, (scope) => {
    for (const { consequent } of node.cases) hoistLexical(consequent, scope);
    for (const { test, consequent } of node.cases) {
      walk.visit(test);
      for (const statement of consequent) walk.visit(statement);
    }
  });
}

function visitLoop(walk: Walk, parts: readonly Node[]): void {
  walk.inLoop(() => {
    for (const part of parts) walk.visit(part);
  });
}

/** Each turn of a loop has the variables of its head anew. */
function inHead(walk: Walk, head: Node | null | undefined, visit: () => void): void {
  walk.inLoop(() =>
    walk.inScope(false, (scope) => {
      if (head?.type === "VariableDeclaration") hoistLexical([head], scope);
      visit();
    }),
  );
}

function visitForEach(walk: Walk, node: acorn.ForInStatement | acorn.ForOfStatement): void {
  inHead(walk, node.left, () => {
    if (node.left.type === "VariableDeclaration")
      walk.pattern(node.left.declarations[0]?.id, false);
    else walk.pattern(node.left, true);
    walk.visit(node.right);
    walk.visit(node.body);
  });
}

function visitCatch(walk: Walk, node: acorn.CatchClause): void {
  walk.inScope(false, (scope) => {
    eachName(node.param, ({ name }) => scope.declare(name, "let"));
    walk.pattern(node.param, false);
    hoistLexical(node.body.body, scope);
    for (const statement of node.body.body) walk.visit(statement);
  });
}

function visitExport(walk: Walk, node: acorn.ExportNamedDeclaration): void {
  walk.visit(node.declaration);
  if (node.source) return;
  for (const { local } of node.specifiers) if (local.type === "Identifier") walk.refer(local);
}
