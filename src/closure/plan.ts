import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import type { CodeNode, FreeName, Range } from "./code-node.ts";
import { isEntry } from "./entry.ts";
import { isPlatformGlobal } from "./intrinsics.ts";
import { markedFileName } from "./stack.ts";
import type { Script } from "./script.ts";
import type { CodeUnit, UnitImport } from "./unit.ts";
import { type Edit, throughCell, UNIT_MARK, unitKind, unusedName, writeUnit } from "./unit-text.ts";

/** Where the value of a variable of a unit comes from. */
export type BindingSource =
  | "variable"
  | "cell"
  | "superclass"
  | "this"
  | "arguments"
  | "importMeta";

/** A variable of a unit that gets its value at each capture. */
export interface PlannedBinding {
  readonly source: BindingSource;
  /** The variable in the unit's text. */
  readonly name: string;
  /** The name in the user's code, for a variable or cell. */
  readonly free: FreeName | undefined;
  readonly label: string;
  readonly eager: FreeName["eager"];
}

/** How a function or class of a script travels, apart from the values of one function object. */
export interface Plan {
  readonly unit: CodeUnit;
  readonly bindings: readonly PlannedBinding[];
}

/** What a plan depends on besides the code. */
export interface PlanOptions {
  /** Whether the user's own modules are copied too, instead of imported. */
  readonly byValue: boolean;
  /** Whether a global variable that isn't the platform's is there and has to travel. */
  readonly hasGlobal: (name: string) => boolean;
}

const plans = new WeakMap<CodeNode, Map<string, Plan>>();

/** Plans how code travels, or says why it can't. Two calls with the same outcome give the same object. */
export function planCode(script: Script, code: CodeNode, options: PlanOptions): Plan | string {
  const reason = unsendable(code);
  if (reason !== undefined) return reason;
  const globals = globalsOf(code).filter(options.hasGlobal);
  const key = `${options.byValue}:${globals.join()}`;
  let variants = plans.get(code);
  if (variants === undefined) plans.set(code, (variants = new Map<string, Plan>()));
  let plan = variants.get(key);
  if (plan === undefined)
    variants.set(key, (plan = makePlan(script, code, { byValue: options.byValue, globals })));
  return plan;
}

/** The globals that a function uses and that aren't the platform's. */
export function globalsOf(code: CodeNode): string[] {
  const free = [...code.free.values()].filter(
    ({ binding, name }) => binding === undefined && !isPlatformGlobal(name),
  );
  return free.map(({ name }) => name);
}

function unsendable(code: CodeNode): string | undefined {
  if (code.callsEval) return "it calls eval directly, which could use any variable around it";
  if (code.outerPrivateNames.size > 0) {
    const names = [...code.outerPrivateNames].map((name) => `#${name}`).join(", ");
    return `it uses the private name ${names} outside the class that declares it; pass the value instead`;
  }
  if (code.kind !== "class" && code.usesSuper) {
    return "it uses `super`, which can only be sent together with its class";
  }
  return code.usesOuterNewTarget ? "it uses new.target of a function around it" : undefined;
}

interface Draft {
  readonly bindings: PlannedBinding[];
  readonly imports: (UnitImport & { readonly variable: string })[];
  readonly edits: Edit[];
}

function makePlan(
  script: Script,
  code: CodeNode,
  options: { readonly byValue: boolean; readonly globals: readonly string[] },
): Plan {
  const draft: Draft = { bindings: [], imports: [], edits: [] };
  for (const free of code.free.values()) {
    const module = options.byValue ? packageImport(script, free) : namedImport(script, free);
    if (module !== undefined) draft.imports.push(module);
    else if (free.binding !== undefined || options.globals.includes(free.name))
      planVariable(script, free, draft);
  }
  draft.edits.push(...hiddenName(code, draft));
  planSpecial(script, code, draft);
  const captured = draft.bindings.map(({ name }) => name);
  const imported = draft.imports.map(({ variable }) => variable);
  const text = writeUnit(script, code, { captured, imported, edits: draft.edits });
  const imports = draft.imports.map(({ module, name }) => ({ module, name }));
  const fileName = fileNameOf(script);
  const hash = hashOf([text, imports, fileName]);
  const { bindings } = draft;
  const variables = bindings.map(({ label, eager }) => ({ label, eager }));
  const kind = unitKind(code);
  const { hasPrivateInstances } = code;
  return {
    unit: { hash, ...text, fileName, kind, captured: variables, imports, hasPrivateInstances },
    bindings,
  };
}

function hashOf(parts: unknown): string {
  // Loaded here, since a worker that makes no functions of its own doesn't need it.
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

/** What is imported is imported again on the other side, but never the file that the program was started with. */
function namedImport(
  script: Script,
  { name, binding }: FreeName,
): Draft["imports"][number] | undefined {
  const { imported } = binding ?? {};
  if (imported === undefined) return undefined;
  const { specifier, attributes } = imported;
  const { url } = script.origin;
  if (isBuiltin(specifier)) {
    const builtin = specifier.startsWith("node:") ? specifier : `node:${specifier}`;
    return {
      variable: name,
      name: imported.name,
      module: { specifier: builtin, parent: undefined, attributes: undefined },
    };
  }
  if (isFile(specifier) && isEntry(new URL(specifier, url).href)) return undefined;
  return { variable: name, name: imported.name, module: { specifier, parent: url, attributes } };
}

/** Packages are found from the current directory of whoever runs the function. */
function packageImport(script: Script, free: FreeName): Draft["imports"][number] | undefined {
  const named = namedImport(script, free);
  if (named === undefined || isFile(named.module.specifier)) return undefined;
  return { ...named, module: { ...named.module, parent: undefined } };
}

/** Whether a specifier names a file and not a package or built-in module. */
export function isFile(specifier: string): boolean {
  return /^(\.{0,2}\/|file:)/.test(specifier) && !isBuiltin(specifier);
}

function planVariable(script: Script, free: FreeName, draft: Draft): void {
  const { name, binding, eager } = free;
  const isFixed = binding === undefined || isUnit(script) || script.isFixed(binding);
  const label = `captured variable '${name}'`;
  draft.bindings.push({ source: isFixed ? "variable" : "cell", name, free, label, eager });
  if (!isFixed) draft.edits.push(...free.references.map(throughCell));
}

/**
 * The text of a declared function becomes an expression, in which its own name means itself. Where the name is a variable
 * that may hold something else, the text must do without.
 */
function hiddenName({ node }: CodeNode, { bindings }: Draft): Edit[] {
  if (node.type !== "FunctionDeclaration" || !node.id) return [];
  const { name, start, end } = node.id;
  return bindings.some((each) => each.source === "cell" && each.name === name)
    ? [{ start, end, text: "" }]
    : [];
}

/** The variables of a unit that was sent here are set once, by us. */
export function isUnit(script: Script): boolean {
  return script.origin.source.startsWith(UNIT_MARK);
}

const specialLabels = {
  superclass: "superclass",
  arguments: "arguments of the function around it",
  this: "this of the function around it",
  importMeta: "import.meta",
} as const;

/** What has no name in the user's code gets one in the unit. */
function planSpecial(script: Script, code: CodeNode, draft: Draft): void {
  const { source } = script.origin;
  const add = (from: keyof typeof specialLabels, wish: string, places: readonly Range[]): void => {
    if (places.length === 0) return;
    const name = unusedName(source, wish);
    const eager = from === "superclass" ? "direct" : undefined;
    draft.bindings.push({ source: from, name, free: undefined, label: specialLabels[from], eager });
    draft.edits.push(...places.map(({ start, end }) => ({ start, end, text: `(${name})` })));
  };
  const { node } = code;
  const isClass = node.type === "ClassDeclaration" || node.type === "ClassExpression";
  add("superclass", "$super", isClass && node.superClass ? [node.superClass] : []);
  add("arguments", "$arguments", code.outerArguments);
  if (code.thisOwner !== undefined) add("this", "$this", code.outerThis);
  add("importMeta", "$meta", code.importMetas);
}

function fileNameOf(script: Script): string {
  const { url, isModule } = script.origin;
  // The engine shows a marked path as a URL.
  if (isUnit(script)) return url.includes("%3F") ? fileURLToPath(url) : url;
  if (url === "") return "(no file)";
  return markedFileName(
    script.origin,
    !isModule && url.startsWith("file:") ? fileURLToPath(url) : url,
  );
}
