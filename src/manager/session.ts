import type { OrderedLine } from "./ordered-line.ts";

/**
 * What owns RLocks and the locks of Conditions on the server. To CPython's server that is a connection, so a session has
 * a line of its own while it holds something; to Skein's it is a name that goes along.
 */
export class Session {
  /** Names it among all sessions of all clients. */
  readonly name: string;
  /** Which object it takes. */
  readonly ident: string;
  /** On a server as CPython's: the line that it holds things by. */
  line: OrderedLine | undefined = undefined;
  /** How often it has asked for the object, but for what was refused or given back. */
  #asked = 0;
  #granted = 0;
  /** How many of its calls are under way. */
  #calls = 0;
  #waits = 0;

  constructor(name: string, ident: string) {
    this.name = name;
    this.ident = ident;
  }

  /** Whether it waits for a notification, and so owns nothing at the moment. */
  get isAway(): boolean {
    return this.#waits > 0;
  }

  /** Whether it has the object. */
  get isHolding(): boolean {
    return this.#granted > 0 && !this.isAway;
  }

  /** Whether it owns something, asks for it, or will own it again. */
  get isInUse(): boolean {
    return this.#asked > 0 || this.#calls > 0;
  }

  /** It asks for the object; gives what to call with the answer. */
  ask(): (isGranted: boolean) => void {
    this.#asked += 1;
    return (isGranted) => {
      if (isGranted) this.#granted += 1;
      else this.#asked -= 1;
    };
  }

  /** It lets go of the object once: said as soon as that is sent, since the next one may have it before the answer. */
  letGo(): void {
    this.#granted -= 1;
    this.#asked -= 1;
  }

  /** A call of it begins; gives what to call at its end. */
  beginCall(): () => void {
    this.#calls += 1;
    return () => {
      this.#calls -= 1;
    };
  }

  /** It waits for a notification; gives what to call when it has the lock again. */
  beginWait(): () => void {
    this.#waits += 1;
    return () => {
      this.#waits -= 1;
    };
  }
}
