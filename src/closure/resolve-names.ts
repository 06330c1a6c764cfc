import type { CodeNode, FreeName, Reference } from "./code-node.ts";
import type { Binding } from "./scope.ts";

/** Finds the variable of each use of a name, and notes it as free in all functions and classes that don't declare it. */
export function resolveNames(references: readonly Reference[]): void {
  for (const reference of references) {
    const binding = reference.scope.find(reference.name);
    if (binding !== undefined && reference.write) noteWrite(binding, reference);
    if (binding === undefined && reference.name === "arguments") takeOuterArguments(reference);
    else noteFree(reference, binding);
  }
}

function noteWrite(binding: Binding, { isOnce }: Reference): void {
  binding.writes += 1;
  if (binding.isBare && isOnce) binding.firstWrites += 1;
}

function takeOuterArguments(reference: Reference): void {
  for (let code = reference.code; code?.isTransparent === true; code = code.parent) {
    code.outerArguments.push(reference);
  }
}

function noteFree(reference: Reference, binding: Binding | undefined): void {
  /** What lies between the use and the function or class that is looked at. */
  const between: CodeNode[] = [];
  for (let code = reference.code; code !== undefined; code = code.parent) {
    if (binding !== undefined && declares(code, binding)) return;
    const name = freeName(code, reference, binding);
    if (code.kind === "class") note(name, eagerness(between));
    between.push(code);
  }
}

function declares(code: CodeNode, binding: Binding): boolean {
  return code.scope !== undefined && binding.scope.isInside(code.scope);
}

function freeName(code: CodeNode, reference: Reference, binding: Binding | undefined): FreeName {
  const { name, member, write } = reference;
  let free = code.free.get(name);
  if (free === undefined) {
    free = { name, binding, references: [], members: new Set(), eager: undefined };
    code.free.set(name, free);
  }
  free.references.push(reference);
  if (member === undefined || write) free.members = undefined;
  else free.members?.add(member);
  return free;
}

/** A class runs its static parts and computed keys at once, and perhaps functions in there. */
function eagerness(between: readonly CodeNode[]): FreeName["eager"] {
  if (between.every((code) => code.kind === "class" || code.kind === "static")) return "direct";
  const outermost = between.findLast((code) => code.kind !== "class");
  return outermost?.kind === "static" ? "nested" : undefined;
}

function note(name: FreeName, eager: FreeName["eager"]): void {
  if (name.eager !== "direct") name.eager = eager ?? name.eager;
}
