import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import type { Place, ScriptSource } from "./script.ts";

/**
 * Stands behind the file name of units that come from a script with a source map: Node and other tools don't know the
 * name and leave such frames alone, and we map only these; so no frame is mapped twice.
 */
const MARK = "?skein";

/** Scripts by the marked names of their units. Bounded by the number of files in the program. */
const origins = new Map<string, ScriptSource>();
const maps = new WeakMap<ScriptSource, SourceMap | "none">();

/** The file name for the units of a script: marked when the script has a source map. */
export function markedFileName(origin: ScriptSource, fileName: string): string {
  if (origin.sourceMapUrl === "" || sourceMapOf(origin) === undefined) return fileName;
  const marked = fileName + MARK;
  origins.set(marked, origin);
  return marked;
}

/** A place in the file that a person has written. */
export interface OriginalPlace extends Place {
  readonly file: string;
}

/** Where in the user's file a place of a running script comes from; undefined when the script has no source map. */
export function originalPlace(origin: ScriptSource, place: Place): OriginalPlace | undefined {
  // What is missing in the entry is undefined, whatever its type says.
  const entry: Partial<Entry> | undefined = sourceMapOf(origin)?.findEntry(
    place.line,
    place.column,
  );
  if (entry?.originalSource === undefined || entry.originalLine === undefined) return undefined;
  const file = pathOf(new URL(entry.originalSource, mapBase(origin)).href);
  return { file, line: entry.originalLine, column: entry.originalColumn ?? 0 };
}

interface Entry {
  readonly originalSource: string;
  readonly originalLine: number;
  readonly originalColumn: number;
}

/** A path for people, where a URL is of a file. */
export function pathOf(url: string): string {
  return url.startsWith("file:") ? fileURLToPath(url) : url;
}

/** `at f (file:///a.js?skein:1:2)`, `at /a.js?skein:1:2` */
const frame = /((?:file:\/\/)?[^\s()]+\?skein):(\d+):(\d+)/g;

/**
 * Gives the stack with the frames of functions that this thread has sent elsewhere pointing to the file and line that
 * the user has written. Other frames stay as they are.
 */
export function remapStack(stack: string): string {
  if (!stack.includes(MARK)) return stack;
  return stack.replaceAll(frame, (...groups) => {
    // The whole match and what the three groups have matched.
    const [whole, file, line, column] = groups as unknown as readonly [
      string,
      string,
      string,
      string,
    ];
    const origin = origins.get(file);
    const running = { line: Number(line) - 1, column: Number(column) - 1 };
    const place = origin && originalPlace(origin, running);
    return place === undefined ? whole : `${place.file}:${place.line + 1}:${place.column + 1}`;
  });
}

function sourceMapOf(origin: ScriptSource): SourceMap | undefined {
  let map = maps.get(origin);
  if (map === undefined) maps.set(origin, (map = loadMap(origin) ?? "none"));
  return map === "none" ? undefined : map;
}

function loadMap(origin: ScriptSource): SourceMap | undefined {
  if (origin.sourceMapUrl === "") return undefined;
  try {
    // Whatever it is, the class copes with it or throws.
    return new SourceMap(JSON.parse(readMap(origin)) as ConstructorParameters<typeof SourceMap>[0]);
  } catch {
    // A comment that names a map that isn't there, or isn't one: then there's none.
    return undefined;
  }
}

function readMap({ sourceMapUrl, url }: ScriptSource): string {
  const inline = /^data:[^,]*?(;base64)?,(.*)$/s.exec(sourceMapUrl);
  if (inline === null) return readFileSync(new URL(sourceMapUrl, url), "utf8");
  const [, base64, data = ""] = inline;
  return base64 === undefined ? decodeURIComponent(data) : Buffer.from(data, "base64").toString();
}

function mapBase({ sourceMapUrl, url }: ScriptSource): string {
  const base = url === "" ? "file:///" : url;
  return sourceMapUrl.startsWith("data:") ? base : new URL(sourceMapUrl, base).href;
}
