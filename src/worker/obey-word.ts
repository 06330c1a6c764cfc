import { renameVerb, warmUpWord } from "./words.ts";

/** What a place does about the words of its parent. */
export interface WordListener {
  rename(name: string): void;
}

/** Does what a word says. */
export function obeyWord(word: string, listener: WordListener): void {
  if (word.startsWith(renameVerb)) listener.rename(word.slice(renameVerb.length));
  // A failure to load isn't lost: whoever needs the module meets it again.
  else if (word === warmUpWord) import("./process.ts").catch(() => {});
}
