import type { FreeName } from "./code-node.ts";
import { HeadKind, Named } from "./head.ts";
import { isNamespace, objectName } from "./names.ts";
import { isFile } from "./plan.ts";
import type { Node } from "./syntax.ts";

/** Where a captured value was found. */
export interface ValueContext {
  readonly free: FreeName;
  /** The URL of the script. */
  readonly url: string;
  readonly byValue: boolean;
}

/**
 * Gives what travels for a captured object that is a module or may be one: its name where it has one, else just the
 * members that the function uses. Gives any other object back as it is.
 */
export function moduleValue(value: object, context: ValueContext): unknown {
  const { free, url, byValue } = context;
  const name = objectName(value, byValue);
  if (name !== undefined) return new Named(name);
  const source = importOf(free.binding?.initial);
  if (source === undefined && !isNamespace(value) && !isExports(free)) return value;
  if (source?.isDynamic === true && (!byValue || !isFile(source.specifier))) {
    const { specifier } = source;
    return new Named([HeadKind.export, { specifier, parent: url, attributes: undefined }, "*"]);
  }
  return free.members === undefined ? value : pick(value, free.members);
}

/** In a CommonJS file that travels by value, what it exports is reached through this. */
function isExports({ name, binding }: FreeName): boolean {
  return name === "exports" && binding === undefined;
}

function pick(value: object, members: ReadonlySet<string>): object {
  const entries = [...members].map((key): [string, unknown] => [key, Reflect.get(value, key)]);
  return Object.fromEntries(entries);
}

interface ImportSource {
  readonly specifier: string;
  readonly isDynamic: boolean;
}

/** What compilers put around `require`. */
const wrappers =
  /^(?:__toESM|_interopRequireDefault|_interopRequireWildcard|__importDefault|__importStar)$/;

/** Recognises `await import("x")`, `require("x")` and `__toESM(require("x"))`. */
function importOf(initial: Node | null | undefined): ImportSource | undefined {
  switch (initial?.type) {
    case "AwaitExpression":
      return importOf(initial.argument);
    case "ImportExpression":
      return sourceOf(initial.source, true);
    case "CallExpression":
      if (initial.callee.type !== "Identifier") return undefined;
      if (initial.callee.name === "require") return sourceOf(initial.arguments[0], false);
      return wrappers.test(initial.callee.name) ? importOf(initial.arguments[0]) : undefined;
    default:
      return undefined;
  }
}

function sourceOf(node: Node | undefined, isDynamic: boolean): ImportSource | undefined {
  if (node?.type !== "Literal" || typeof node.value !== "string") return undefined;
  return { specifier: node.value, isDynamic };
}
