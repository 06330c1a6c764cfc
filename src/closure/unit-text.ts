import type { CodeNode, Range, Reference } from "./code-node.ts";
import type { Script } from "./script.ts";
import type { UnitKind } from "./unit.ts";

/** How the text of every unit begins: by this a unit is recognised where it is running. */
export const UNIT_MARK = "/*skein*/";

/** A part of the source that reads differently in the unit. */
export interface Edit extends Range {
  readonly text: string;
}

/** The variables of a unit, in the order of the values that are put into them. */
export interface UnitVariables {
  readonly captured: readonly string[];
  readonly imported: readonly string[];
}

/** The text of a unit and where it has to be placed for lines and columns to be those of the file. */
export interface UnitText {
  readonly text: string;
  readonly lineOffset: number;
  readonly columnOffset: number;
}

/** Writes a function or class as an expression for a function that gives a fresh instance of it each time. */
export function writeUnit(
  script: Script,
  code: CodeNode,
  parts: UnitVariables & { readonly edits: readonly Edit[] },
): UnitText {
  const { source } = script.origin;
  const [open, close] = brackets(code);
  const before = `${prelude(code, parts)}return[()=>${open}`;
  const after = `${close},${accessors(source, parts)}]})`;
  const body = edited(source, code.node, parts.edits);
  const { line, column } = script.placeOf(code.node.start);
  if (column >= before.length) {
    return { text: before + body + after, lineOffset: line, columnOffset: column - before.length };
  }
  // There's no room on the line, so it begins on the one before.
  return {
    text: `${before}\n${" ".repeat(column)}${body}${after}`,
    lineOffset: line - 1,
    columnOffset: 0,
  };
}

function prelude(code: CodeNode, { captured, imported }: UnitVariables): string {
  const variables = [...captured, ...imported];
  const strict = code.strict ? '"use strict";' : "";
  return `${UNIT_MARK}(function(){${strict}${variables.length === 0 ? "" : `let ${variables.join(",")};`}`;
}

/** A method alone must be in an object, or its text would mean something else. */
function brackets(code: CodeNode): readonly [open: string, close: string] {
  const { kind, node } = code;
  if (kind === "getter") return ["({get m", "})"];
  if (kind === "setter") return ["({set m", "})"];
  if (kind !== "method" || node.type !== "FunctionExpression") return ["(", ")"];
  return [`({${node.async ? "async " : ""}${node.generator ? "*" : ""}m`, "}).m"];
}

function accessors(source: string, { captured, imported }: UnitVariables): string {
  const list = unusedName(source, "$values");
  const assign = (names: readonly string[]): string =>
    names.map((name, index) => `${name}=${list}[${index}]`).join(";");
  return `${list}=>{${assign(captured)}},()=>[${captured.join(",")}],${list}=>{${assign(imported)}}`;
}

/** Gives a name that doesn't occur in the source. */
export function unusedName(source: string, wish: string): string {
  return source.includes(wish) ? unusedName(source, `${wish}_`) : wish;
}

function edited(source: string, range: Range, edits: readonly Edit[]): string {
  let text = "";
  let position = range.start;
  for (const edit of edits.toSorted((one, other) => one.start - other.start)) {
    if (edit.start < position || edit.end > range.end) continue;
    text += source.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return text + source.slice(position, range.end);
}

/** Has a use of a variable read the cell that holds it. */
export function throughCell({ name, start, end, form }: Reference): Edit {
  const text = `${name}.v`;
  // Called as it stands it would get the cell as `this`.
  if (form === "call") return { start, end, text: `(0,${text})` };
  return { start, end, text: form === "shorthand" ? `${name}:${text}` : text };
}

/** What the text of a unit makes. */
export function unitKind({ kind }: CodeNode): UnitKind {
  return kind === "class" || kind === "getter" || kind === "setter" ? kind : "function";
}
