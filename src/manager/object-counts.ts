import { currentClock } from "../task/clock.ts";
import { PIN } from "./wire-kinds.ts";

/** How long a handle that was sent away may take until its receiver has counted the object, in milliseconds. */
const flightTime = 60_000;

/** How many requests go out at a time when everything is given back. */
const atOnce = 8;

/** What a server is told about an object. */
export type CountNotice = "incref" | "decref" | typeof PIN;

/** The server that counts. */
export interface CountingServer {
  /**
   * Rejects when the server refuses, or isn't there. To Skein's server, what is told first is carried out first, and
   * before all calls that are begun later.
   */
  tell(notice: CountNotice, ident: string): Promise<unknown>;
  /** Whether it is one of Skein's, as far as is known. */
  isSkein(): boolean;
}

/**
 * The counts that this thread has of a server's objects; the server drops an object that nobody counts. Python's server
 * is told one after the other, so a count that is taken for a handle is there before the proxy's own is given back.
 * README.md has the rules.
 */
export class ObjectCounts {
  readonly #server: CountingServer;
  readonly #held = new Map<string, number>();
  /** Objects that are kept for handles on their way, and what ends that; Skein's servers do that themselves. */
  readonly #inFlight = new Map<string, { cancel(): void }>();
  #last: Promise<unknown> = Promise.resolve();
  /** Changes when all is forgotten: what waited to be told before then, nobody is told any more. */
  #era = 0;
  /** Whether the server has none of the counts, and isn't there to take them. */
  #isSuspended = false;

  constructor(server: CountingServer) {
    this.#server = server;
  }

  /** The server has counted the object for this thread. */
  add(ident: string): void {
    this.#held.set(ident, (this.#held.get(ident) ?? 0) + 1);
  }

  /** Asks the server to count the object. */
  take(ident: string): void {
    this.add(ident);
    this.#change("incref", ident, () => this.#drop(ident));
  }

  /** Gives one count back. */
  release(ident: string): void {
    if (this.#drop(ident)) this.#change("decref", ident);
  }

  /** The object is kept until a minute after the last call of this: a handle of it goes to somebody. */
  keepInFlight(ident: string): void {
    // Who gets the handle learns if the object isn't there.
    if (this.#server.isSkein()) this.#server.tell(PIN, ident).catch(() => {});
    else this.#keepHere(ident);
  }

  /** Gives all counts back. The server may have gone by now: then nothing is left to give back. */
  async releaseAll(): Promise<void> {
    const idents = [...this.#held].flatMap(([ident, count]) => Array<string>(count).fill(ident));
    this.#clear();
    await this.#last;
    const worker = async (): Promise<void> => {
      for (let ident = idents.pop(); ident !== undefined; ident = idents.pop())
        await this.#server.tell("decref", ident).catch(() => {});
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }

  /** Counts nothing any more, and tells nobody, not even what has been waiting to be told. */
  forget(): void {
    this.#era += 1;
    this.#isSuspended = false;
    this.#clear();
  }

  /** There is no connection for the counts to belong to: the server is told nothing until `resume()`. */
  suspend(): void {
    this.#isSuspended = true;
  }

  /** There is a connection again: all is counted again that still is there. Does nothing unless suspended. */
  resume(): void {
    if (!this.#isSuspended) return;
    this.#isSuspended = false;
    const held = [...this.#held];
    this.#held.clear();
    for (const [ident, count] of held) for (let n = 0; n < count; n += 1) this.take(ident);
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

  #keepHere(ident: string): void {
    const kept = this.#inFlight.get(ident);
    if (kept === undefined) this.take(ident);
    else kept.cancel();
    const alarm = currentClock().alarm(flightTime, () => {
      this.#inFlight.delete(ident);
      this.release(ident);
    });
    this.#inFlight.set(ident, alarm);
  }

  #change(notice: "incref" | "decref", ident: string, failed?: () => void): void {
    if (this.#isSuspended) return;
    // Who has no count of an object any more learns it from the next call, and a lost server drops all by itself.
    const era = this.#era;
    const refused = (): void => {
      if (era === this.#era && !this.#isSuspended) failed?.();
    };
    if (this.#server.isSkein()) {
      this.#server.tell(notice, ident).catch(refused);
      return;
    }
    this.#last = this.#last
      .then(() => (era === this.#era ? this.#server.tell(notice, ident) : undefined))
      .catch(refused);
  }
}
