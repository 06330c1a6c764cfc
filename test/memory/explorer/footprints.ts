import { isAboutWord, isPlain, wordOf, writes, type Operation } from "./operation.ts";

/** Who has used a word: a bit a process. */
interface Use {
  users: number;
  changed: boolean;
}

/**
 * Which words are used by several processes and changed by one of them. Only operations on these can matter to others,
 * so only they are points at which another process gets its turn. That is known when nothing new has been found in a
 * whole exploration.
 */
export class Footprints {
  readonly #uses = new Map<number, Use>();
  /** Whether a word has come to be shared since this was last set to false. */
  grown = false;

  note(word: number, process: number, changes: boolean): void {
    let use = this.#uses.get(word);
    if (use === undefined) {
      use = { users: 0, changed: false };
      this.#uses.set(word, use);
    }
    const was = isSharedUse(use);
    use.users |= 1 << process;
    use.changed ||= changes;
    if (isSharedUse(use) && !was) this.grown = true;
  }

  isShared(word: number): boolean {
    const use = this.#uses.get(word);
    return use !== undefined && isSharedUse(use);
  }
}

function isSharedUse({ users, changed }: Use): boolean {
  return changed && (users & (users - 1)) !== 0;
}

/** Whether one process mustn't do one while another may do the other at the same moment. */
export function clash(one: Operation, other: Operation): boolean {
  if (!isAboutWord(one) || !isAboutWord(other)) return false;
  if (!isPlain(one) && !isPlain(other)) return false;
  return wordOf(one) === wordOf(other) && (writes(one) || writes(other));
}
