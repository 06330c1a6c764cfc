import { createRequire } from "node:module";
import type * as acorn from "acorn";

/** A node of a syntax tree. */
export type Node = acorn.AnyNode;

let parser: typeof acorn | undefined;

/** Loaded with the first capture, so that a worker that captures nothing never loads it. */
function loadParser(): typeof acorn {
  // `require` can't say what it gives.
  return (parser ??= createRequire(import.meta.url)("acorn") as typeof acorn);
}

/** Parses a script as the engine has it: after all transforms. Throws SyntaxError for what the parser doesn't know. */
export function parseScript(source: string, isModule: boolean): acorn.Program {
  const options = {
    ecmaVersion: "latest",
    allowHashBang: true,
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
    allowSuperOutsideMethod: true,
    // The body of a class member stands alone in a unit that was shipped here.
    checkPrivateFields: false,
  } as const;
  const { parse } = loadParser();
  if (isModule) return parse(source, { ...options, sourceType: "module" });
  try {
    return parse(source, { ...options, sourceType: "script" });
  } catch {
    // import.meta and the like in a script that was compiled another way; if it's wrong as a module too, that tells.
    return parse(source, { ...options, sourceType: "module" });
  }
}

/** Calls `visit` for each direct child of a node, in the order of the source. */
export function eachChild(node: Node, visit: (child: Node) => void): void {
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const member of value as unknown[]) if (isNode(member)) visit(member);
    } else if (isNode(value)) {
      visit(value);
    }
  }
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
  );
}

/** Calls `take` for each name that a pattern binds. */
export function eachName(
  pattern: Node | null | undefined,
  take: (name: acorn.Identifier) => void,
): void {
  switch (pattern?.type) {
    case "Identifier":
      return take(pattern);
    case "ObjectPattern":
      for (const property of pattern.properties) {
        eachName(property.type === "RestElement" ? property.argument : property.value, take);
      }
      return;
    case "ArrayPattern":
      for (const element of pattern.elements) eachName(element, take);
      return;
    case "RestElement":
      return eachName(pattern.argument, take);
    case "AssignmentPattern":
      return eachName(pattern.left, take);
    default:
  }
}

/** Whether statements begin with "use strict". */
export function isStrict(body: readonly Node[]): boolean {
  for (const statement of body) {
    if (statement.type !== "ExpressionStatement" || statement.directive === undefined) return false;
    if (statement.directive === "use strict") return true;
  }
  return false;
}

/** The position of the first character from `from` on that is no blank and no comment, or of `sought` if given. */
export function skipBlanks(source: string, from: number, sought?: string): number {
  let position = from;
  for (;;) {
    const character = source.charAt(position);
    if (source.startsWith("//", position)) position = source.indexOf("\n", position);
    else if (source.startsWith("/*", position)) position = source.indexOf("*/", position) + 2;
    else if (
      sought === undefined ? !/\s/.test(character) : character === sought || character === ""
    )
      return position;
    else position += 1;
  }
}

/** The name of an import, an export or an attribute, which may be written as a string. */
export function nameOf(node: acorn.Identifier | acorn.Literal): string {
  return node.type === "Identifier" ? node.name : String(node.value);
}
