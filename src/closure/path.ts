import { relative } from "node:path";
import type { CodeRecord } from "./function-record.ts";
import { originalPlace, pathOf } from "./stack.ts";
import type { CodeUnit } from "./unit.ts";

/** Names a function and where it was written: `function 'handler' (src/app.ts:12:3)`. */
export function titleOf({ script, code, value }: CodeRecord): string {
  const kind = code.kind === "class" ? "class" : "function";
  const running = script.placeOf(code.range.start);
  const { line, column, file } = originalPlace(script.origin, running) ?? {
    ...running,
    file: pathOf(script.origin.url),
  };
  return `${kind} '${value.name || "anonymous"}' (${short(file)}:${line + 1}:${column + 1})`;
}

/** Seen from the current directory, where that is shorter. */
function short(file: string): string {
  const path = relative(process.cwd(), file);
  return file === "" || path.startsWith("..") ? file || "no file" : path;
}

/**
 * Words the way through the head or body of a function. In the body the variables stand at `[0][n]` and the extras at
 * `[1]`; in the head of a class the variables stand at `[5][n]`, for the places that are listed.
 */
export function codePath(
  title: () => string,
  { captured }: CodeUnit,
  places: readonly number[] = [],
): (steps: readonly string[]) => readonly string[] {
  return ([first, second, ...rest]) => {
    if (first === undefined) return [title()];
    const number = Number(/^\[(\d+)\]$/.exec(second ?? "")?.[1] ?? Number.NaN);
    if (first === "[0]") return [title(), captured[number]?.label ?? "captured variable", ...rest];
    if (first === "[5]")
      return [title(), captured[places[number] ?? -1]?.label ?? "captured variable", ...rest];
    return [title(), ...extraSteps(second, rest)];
  };
}

function extraSteps(kind: string | undefined, rest: readonly string[]): readonly string[] {
  if (kind === ".members") return ["its prototype", ...rest];
  return kind === ".parent" ? ["prototype of its prototype", ...rest] : rest;
}
