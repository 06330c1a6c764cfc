import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** All regular files below a directory, without git's own; symbolic links are not followed. */
export async function filesBelow(directory: string): Promise<string[]> {
  const files: string[] = [];
  const directories = [directory];
  for (let next = directories.pop(); next !== undefined; next = directories.pop()) {
    for (const entry of await entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory() && entry.name !== ".git") directories.push(path);
    }
  }
  return files.sort();
}

/** Reads every file once, so that it is in memory: otherwise whoever comes first would wait for the disk. */
export async function warmFileCache(paths: readonly string[]): Promise<void> {
  // What can't be read is the job's to tell.
  for (const path of paths) await readFile(path).catch(() => undefined);
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch {
    // Not ours to read, or gone by now: there are no files in it for us.
    return [];
  }
}
