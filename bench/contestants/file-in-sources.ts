import { fileURLToPath } from "node:url";

/** Where a file is that isn't compiled and so stays with the sources; `path` counts from the root of the project. */
export function fileInSources(path: string): string {
  return fileURLToPath(new URL(path, import.meta.resolve("skein/package.json")));
}
