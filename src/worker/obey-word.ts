import { loadImports } from "../closure/module-load.ts";
import { hearWord } from "./this-worker.ts";
import { renameVerb, sayVerb, warmUpVerb } from "./words.ts";

/** What a place does about the words of its parent. */
export interface WordListener {
  rename(name: string): void;
}

/** Does what a word says. */
export function obeyWord(word: string, listener: WordListener): void {
  if (word.startsWith(renameVerb)) listener.rename(word.slice(renameVerb.length));
  else if (word.startsWith(sayVerb)) hearWord(word.slice(sayVerb.length));
  else if (word.startsWith(warmUpVerb)) warmUp(JSON.parse(word.slice(warmUpVerb.length)));
}

function warmUp(modules: unknown): void {
  if (!Array.isArray(modules)) return;
  const imports = modules.map((url) => ({
    specifier: String(url),
    parent: undefined,
    attributes: undefined,
  }));
  // A failure to load isn't lost: whoever needs the module meets it again.
  loadImports(imports)?.catch(() => {});
}
