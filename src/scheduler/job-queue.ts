import type { Job } from "./job.ts";

/** The jobs of one priority, oldest first. Withdrawn jobs stay in place and are skipped, so withdrawing costs O(1). */
class Lane<J extends Job> {
  readonly priority: number;
  readonly #jobs: (J | undefined)[] = [];
  #head = 0;

  constructor(priority: number) {
    this.priority = priority;
  }

  push(job: J): void {
    this.#jobs.push(job);
  }

  putBack(job: J): void {
    if (this.#head > 0) this.#jobs[--this.#head] = job;
    else this.#jobs.unshift(job);
  }

  peek(): J | undefined {
    while (this.#head < this.#jobs.length) {
      const job = this.#jobs[this.#head];
      if (job?.state === "waiting") return job;
      this.#drop();
    }
    return undefined;
  }

  take(): J | undefined {
    const job = this.peek();
    if (job !== undefined) this.#drop();
    return job;
  }

  #drop(): void {
    this.#jobs[this.#head++] = undefined;
    if (this.#head === this.#jobs.length) {
      this.#jobs.length = 0;
      this.#head = 0;
    } else if (this.#head >= 4_096 && this.#head * 2 > this.#jobs.length) {
      this.#jobs.splice(0, this.#head);
      this.#head = 0;
    }
  }
}

/** Waiting jobs: first by priority, then by age. */
export class JobQueue<J extends Job> {
  /** Highest priority first. There are as many as there are different priorities: few. */
  readonly #lanes: Lane<J>[] = [];
  #size = 0;

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  push(job: J): void {
    job.state = "waiting";
    this.#size++;
    this.#lane(job.priority).push(job);
  }

  /** Puts a job that was taken back in front of its priority: it has waited the longest. */
  putBack(job: J): void {
    job.state = "waiting";
    this.#size++;
    this.#lane(job.priority).putBack(job);
  }

  peek(): J | undefined {
    for (const lane of this.#lanes) {
      const job = lane.peek();
      if (job !== undefined) return job;
    }
    return undefined;
  }

  take(): J | undefined {
    for (const lane of this.#lanes) {
      const job = lane.take();
      if (job === undefined) continue;
      this.#size--;
      return job;
    }
    return undefined;
  }

  /** Takes a waiting job out; false when it isn't waiting any more. */
  withdraw(job: J): boolean {
    if (job.state !== "waiting") return false;
    job.state = "done";
    this.#size--;
    return true;
  }

  #lane(priority: number): Lane<J> {
    const lanes = this.#lanes;
    const first = lanes[0];
    if (first?.priority === priority) return first;
    let index = lanes.findIndex((lane) => lane.priority <= priority);
    if (index < 0) index = lanes.length;
    const found = lanes[index];
    if (found?.priority === priority) return found;
    const lane = new Lane<J>(priority);
    lanes.splice(index, 0, lane);
    return lane;
  }
}
