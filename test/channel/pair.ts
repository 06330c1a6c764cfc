import type { Connection } from "../../src/channel/connection.ts";
import { pipe } from "../../src/channel/pipe.ts";

/** The ends of a pipe, for any values. */
export class Pair {
  readonly ours: Connection;
  readonly theirs: Connection;

  constructor() {
    [this.ours, this.theirs] = pipe();
  }

  [Symbol.dispose](): void {
    this.ours.close();
    this.theirs.close();
  }
}
