import { createHash } from "node:crypto";

/** Which jobs an earlier run has finished. Four bytes per job, so that a log of a hundred million lines fits in memory. */
export class FinishedJobs {
  /** By sequence: 0, or a fingerprint of the command. */
  #fingerprints = new Uint32Array(1_024);

  add(sequence: number, command: string): void {
    if (sequence >= this.#fingerprints.length) this.#grow(sequence);
    this.#fingerprints[sequence] = fingerprint(command);
  }

  remove(sequence: number): void {
    if (sequence < this.#fingerprints.length) this.#fingerprints[sequence] = 0;
  }

  /** "different": a job of that number has finished, but it was another one. */
  find(sequence: number, command: string): "finished" | "unknown" | "different" {
    const found = this.#fingerprints[sequence] ?? 0;
    if (found === 0) return "unknown";
    return found === fingerprint(command) ? "finished" : "different";
  }

  #grow(sequence: number): void {
    const larger = new Uint32Array(Math.max(sequence + 1, this.#fingerprints.length * 2));
    larger.set(this.#fingerprints);
    this.#fingerprints = larger;
  }
}

/** Never 0. */
function fingerprint(command: string): number {
  return createHash("sha1").update(command).digest().readUInt32LE() || 1;
}
