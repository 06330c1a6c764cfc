import { runtimeError } from "../served/raise.ts";
import type { Caller } from "../served/call.ts";
import { WaitLine } from "../served/wait-line.ts";
import type { Wait } from "../served/wait.ts";

/** Who wants in: to begin a section, or only to make a call when there is none. */
interface Newcomer {
  readonly owner: unknown;
  readonly caller: Caller;
  readonly begins: boolean;
}

/** The section of one object: while an owner is in it, the calls of others wait (README.md). */
export class Section {
  #owner: unknown = undefined;
  #isHeld = false;
  #forget: (() => void) | undefined = undefined;
  readonly #line = new WaitLine<Newcomer>();

  /** Whether a call by this owner has to wait. */
  excludes(owner: unknown): boolean {
    return this.#isHeld && this.#owner !== owner;
  }

  /** Waits until a call may be made. */
  turn(newcomer: Omit<Newcomer, "begins">): Wait {
    return this.#join({ ...newcomer, begins: false });
  }

  /** Begins a section; undefined when it has begun at once. Throws RuntimeError for one who is in it already. */
  begin(owner: unknown, caller: Caller): Wait | undefined {
    if (this.#isHeld && this.#owner === owner)
      throw runtimeError("this owner is in a section of the object already");
    if (this.#isHeld) return this.#join({ owner, caller, begins: true });
    this.#enter({ owner, caller });
    return undefined;
  }

  /** Ends it. Throws RuntimeError for one who isn't in it. */
  end(owner: unknown): void {
    if (!this.#isHeld || this.#owner !== owner)
      throw runtimeError("this owner is in no section of the object");
    this.#forget?.();
    this.#leave();
  }

  #join(newcomer: Newcomer): Wait {
    return this.#line.join(newcomer, { timeout: undefined, expired: () => {} });
  }

  #enter({ owner, caller }: Pick<Newcomer, "owner" | "caller">): void {
    this.#isHeld = true;
    this.#owner = owner;
    // A section ends with its owner whatever the options say: nobody else could end it.
    this.#forget = caller.onGone(() => this.#leave());
  }

  #leave(): void {
    this.#isHeld = false;
    this.#owner = undefined;
    this.#forget = undefined;
    while (!this.#isHeld) {
      const { wanted } = this.#line;
      const next = this.#line.next();
      if (wanted === undefined || next === undefined) return;
      if (wanted.begins) this.#enter(wanted);
      next.give(null);
    }
  }
}
