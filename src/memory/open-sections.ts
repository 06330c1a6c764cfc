import type { Block } from "./memory.ts";
import { readReference } from "./reference-words.ts";
import { RingSection } from "./ring-section.ts";

/** Who uses a section. */
export type RingRole = "puts" | "takes";

/** The sections of one ring that this thread has open: where it puts, and where it takes. They may be the same. */
export class OpenSections {
  readonly #owner: Block;
  readonly #held: Record<RingRole, RingSection | undefined> = { puts: undefined, takes: undefined };

  constructor(owner: Block) {
    this.#owner = owner;
  }

  /**
   * The section whose reference stands at this index. Whoever asks has the latch of that side, so nobody can give the
   * section up meanwhile. Opening it under the latch is needed for that, and rare.
   */
  at(role: RingRole, words: Int32Array, index: number): RingSection {
    const held = this.#held[role];
    if (held?.isAt(words, index) === true) return held;
    const reference = readReference(words, index);
    if (reference === undefined) throw new Error("unreachable: a ring that was never prepared");
    const opened = new RingSection(this.#owner.memory.open(reference));
    this.use(role, opened);
    return opened;
  }

  /** From now on it is this section; the former one is let go of, unless the other side still uses it. */
  use(role: RingRole, section: RingSection): void {
    const former = this.#held[role];
    this.#held[role] = section;
    if (former === undefined) return;
    const { puts, takes } = this.#held;
    if (former.block !== puts?.block && former.block !== takes?.block) former.block.release();
  }

  /** This thread won't use the ring any more. */
  letGo(): void {
    for (const role of ["puts", "takes"] as const) {
      this.#held[role]?.block.release();
      this.#held[role] = undefined;
    }
  }
}
