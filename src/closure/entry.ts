import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

let entries: ReadonlySet<string> | undefined;

/**
 * Whether a URL is that of the file that the program was started with. A worker must never import it, since it would
 * run the program again; so what it exports travels by value.
 */
export function isEntry(url: string): boolean {
  return (entries ??= findEntries()).has(url.replace(/[?#].*$/, ""));
}

/** The same file may be known under several URLs: through links, and as a folder or without its ending. */
function findEntries(): Set<string> {
  const argument = process.argv[1];
  const found = new Set<string>();
  if (argument === undefined) return found;
  const path = resolve(argument);
  for (const candidate of [path, real(path), resolved(path)]) {
    if (candidate !== undefined) found.add(pathToFileURL(candidate).href);
  }
  return found;
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    // `node -` and the like: there is no such file.
    return undefined;
  }
}

function resolved(path: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(path);
  } catch {
    // Not found the way CommonJS does; then the path itself is the file.
    return undefined;
  }
}
