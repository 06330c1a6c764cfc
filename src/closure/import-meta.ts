import { createRequire, isBuiltin } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Makes an `import.meta` as the file with this URL has it. */
export function importMeta(url: string): object {
  const resolve = (specifier: string): string => resolveFrom(url, specifier);
  const meta: Record<string, unknown> = Object.assign(Object.create(null) as object, {
    url,
    resolve,
  });
  if (!url.startsWith("file:")) return meta;
  const filename = fileURLToPath(url);
  return Object.assign(meta, { filename, dirname: dirname(filename) });
}

function resolveFrom(url: string, specifier: string): string {
  if (/^\.{0,2}\//.test(specifier)) return new URL(specifier, url).href;
  if (isBuiltin(specifier)) return specifier.startsWith("node:") ? specifier : `node:${specifier}`;
  if (URL.canParse(specifier)) return specifier;
  return pathToFileURL(createRequire(url).resolve(specifier)).href;
}
