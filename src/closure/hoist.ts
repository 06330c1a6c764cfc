import type * as acorn from "acorn";
import type { Scope } from "./scope.ts";
import { eachChild, eachName, nameOf, type Node } from "./syntax.ts";

/**
 * Declares what `var` and functions directly in it declare in a function or script. `isStatement` says that the node is
 * one of the script's own statements: a `var` there is none of a loop.
 */
export function hoistVariables(node: Node, scope: Scope, isStatement = false): void {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "ClassDeclaration":
    case "ClassExpression":
      return;
    case "VariableDeclaration":
      if (node.kind === "var")
        for (const declarator of node.declarations)
          declare(declarator, isStatement ? "var" : "inner var", scope);
      break;
    default:
  }
  eachChild(node, (child) => hoistVariables(child, scope));
}

/** Declares what the statements of a block declare for the block. */
export function hoistLexical(statements: readonly Node[], scope: Scope): void {
  for (const statement of statements) hoistStatement(unwrapExport(statement), scope);
}

function hoistStatement(statement: Node, scope: Scope): void {
  switch (statement.type) {
    case "VariableDeclaration": {
      if (statement.kind === "var") return;
      const kind = statement.kind === "let" ? "let" : "const";
      for (const declarator of statement.declarations) declare(declarator, kind, scope);
      return;
    }
    case "FunctionDeclaration":
      // An export default may have no name.
      if (statement.id) scope.declare(statement.id.name, "function", { initial: statement });
      return;
    case "ClassDeclaration":
      if (statement.id) scope.declare(statement.id.name, "class", { initial: statement });
      return;
    case "ImportDeclaration":
      for (const specifier of statement.specifiers) declareImport(statement, specifier, scope);
      return;
    default:
  }
}

function unwrapExport(statement: Node): Node {
  if (statement.type !== "ExportNamedDeclaration" && statement.type !== "ExportDefaultDeclaration")
    return statement;
  return statement.declaration ?? statement;
}

function declare(
  { id, init }: acorn.VariableDeclarator,
  how: "var" | "inner var" | "let" | "const",
  scope: Scope,
): void {
  const simple = id.type === "Identifier";
  const kind = how === "inner var" ? "var" : how;
  eachName(id, ({ name }) => {
    scope.declare(name, kind, {
      initial: simple ? (init ?? undefined) : undefined,
      isBare: simple && (how === "let" || how === "var") && !init,
    });
    const binding = scope.bindings.get(name);
    // A `var` of a loop or switch may get its value at any time.
    if (binding !== undefined && how === "inner var" && !init) binding.writes += 1;
  });
}

function declareImport(
  statement: acorn.ImportDeclaration,
  specifier: acorn.ImportDeclaration["specifiers"][number],
  scope: Scope,
): void {
  const attributes = statement.attributes.map(
    ({ key, value }) => [nameOf(key), String(value.value)] as const,
  );
  scope.declare(specifier.local.name, "import", {
    imported: {
      specifier: String(statement.source.value),
      name: importedName(specifier),
      attributes: attributes.length === 0 ? undefined : Object.fromEntries(attributes),
    },
  });
}

function importedName(specifier: acorn.ImportDeclaration["specifiers"][number]): string {
  switch (specifier.type) {
    case "ImportSpecifier":
      return nameOf(specifier.imported);
    case "ImportDefaultSpecifier":
      return "default";
    case "ImportNamespaceSpecifier":
      return "*";
  }
}
