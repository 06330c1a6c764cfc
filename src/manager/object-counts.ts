import { currentClock } from "../task/clock.ts";

/** How long a handle that was sent away may take until its receiver has counted the object, in milliseconds. */
const flightTime = 60_000;

/** How many requests go out at a time when everything is given back. */
const atOnce = 8;

type Count = (method: "incref" | "decref", ident: string) => Promise<unknown>;

/**
 * The counts that this thread has of a server's objects; the server drops an object that nobody counts. Requests go out
 * one after the other, so a count that is taken for a handle is there before the proxy's own is given back.
 */
export class ObjectCounts {
  readonly #count: Count;
  readonly #held = new Map<string, number>();
  /** Objects that are kept for handles on their way, and what ends that. */
  readonly #inFlight = new Map<string, { cancel(): void }>();
  #last: Promise<unknown> = Promise.resolve();
  /** Changes when all is forgotten: what waited to be told before then, nobody is told any more. */
  #era = 0;

  constructor(count: Count) {
    this.#count = count;
  }

  /** The server has counted the object for this thread. */
  add(ident: string): void {
    this.#held.set(ident, (this.#held.get(ident) ?? 0) + 1);
  }

  /** Asks the server to count the object. */
  take(ident: string): void {
    this.add(ident);
    this.#enqueue("incref", ident, () => this.#drop(ident));
  }

  /** Gives one count back. */
  release(ident: string): void {
    if (this.#drop(ident)) this.#enqueue("decref", ident);
  }

  /** Counts the object once more, until a minute after the last call of this. */
  keepInFlight(ident: string): void {
    const kept = this.#inFlight.get(ident);
    if (kept === undefined) this.take(ident);
    else kept.cancel();
    const alarm = currentClock().alarm(flightTime, () => {
      this.#inFlight.delete(ident);
      this.release(ident);
    });
    this.#inFlight.set(ident, alarm);
  }

  /** Gives all counts back. The server may have gone by now: then nothing is left to give back. */
  async releaseAll(): Promise<void> {
    const idents = [...this.#held].flatMap(([ident, count]) => Array<string>(count).fill(ident));
    this.#clear();
    await this.#last;
    const worker = async (): Promise<void> => {
      for (let ident = idents.pop(); ident !== undefined; ident = idents.pop())
        await this.#count("decref", ident).catch(() => {});
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }

  /** Counts nothing any more, and tells nobody, not even what has been waiting to be told. */
  forget(): void {
    this.#era += 1;
    this.#clear();
  }

  #clear(): void {
    this.#held.clear();
    for (const alarm of this.#inFlight.values()) alarm.cancel();
    this.#inFlight.clear();
  }

  #drop(ident: string): boolean {
    const held = this.#held.get(ident);
    if (held === undefined) return false;
    if (held === 1) this.#held.delete(ident);
    else this.#held.set(ident, held - 1);
    return true;
  }

  #enqueue(method: "incref" | "decref", ident: string, failed?: () => void): void {
    // Who has no count of an object any more learns it from the next call, and a lost server drops all by itself.
    const era = this.#era;
    this.#last = this.#last
      .then(() => (era !== this.#era ? undefined : this.#count(method, ident)))
      .catch(() => failed?.());
  }
}
