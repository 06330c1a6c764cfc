import { watch, type FSWatcher } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Editors write in several steps; milliseconds until the last of them is taken to be over. */
const settlesWithin = 50;

/**
 * Watches files and tells when one of them has changed. What is watched are their folders: an editor that writes a new
 * file and renames it would otherwise be seen once and never again.
 */
export class Watcher {
  readonly #files = new Map<string, Set<string>>();
  readonly #folders = new Map<string, FSWatcher>();
  readonly #changed: (file: string) => void;
  #settling: NodeJS.Timeout | undefined;

  constructor(changed: (file: string) => void) {
    this.#changed = changed;
  }

  /** Watches one more file, given by its file: URL. */
  add(url: string): void {
    const file = fileURLToPath(url);
    const folder = dirname(file);
    const names = this.#files.get(folder);
    if (names !== undefined) return void names.add(basename(file));
    this.#files.set(folder, new Set([basename(file)]));
    const watcher = watch(folder, { persistent: false }, (_event, name) =>
      this.#seen(folder, String(name)),
    );
    // The folder has been removed, and with it what was watched.
    watcher.on("error", () => watcher.close());
    this.#folders.set(folder, watcher);
  }

  close(): void {
    clearTimeout(this.#settling);
    for (const watcher of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  #seen(folder: string, name: string): void {
    if (this.#files.get(folder)?.has(name) !== true) return;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#changed(`${folder}/${name}`), settlesWithin);
    this.#settling.unref();
  }
}
