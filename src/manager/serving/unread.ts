import { isAmong, nextCount } from "../answer-count.ts";

/** An answer that can be taken back. */
interface UnreadAnswer {
  readonly count: number;
  readonly recall: () => void;
}

/** What a session has answered and can take back, as long as the client hasn't said that it has read it. */
export class Unread {
  #answers: UnreadAnswer[] = [];
  /** How many answers have been written. */
  #written = 0;

  /** The answer that is written next can be taken back. */
  nextCanBeTakenBack(recall: () => void): void {
    this.#answers.push({ count: nextCount(this.#written), recall });
  }

  /** An answer is written. */
  wrote(): void {
    this.#written = nextCount(this.#written);
  }

  /** The client has read so many answers; undefined: all. */
  hasRead(read: number | undefined): void {
    if (this.#answers.length === 0) return;
    this.#answers =
      read === undefined ? [] : this.#answers.filter(({ count }) => !isAmong(count, read));
  }

  /** The client has gone, and can't have read what it hasn't said: the last goes back first. */
  takeBack(): void {
    for (const { recall } of this.#answers.splice(0).toReversed()) recall();
  }
}
