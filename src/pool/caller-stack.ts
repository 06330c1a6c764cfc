/**
 * Where a call came from. A worker's error only knows its worker; with the caller's stack behind it, it also says who
 * asked. Taking a stack costs more than a whole small call, so in a flood only those of the first calls between two
 * rounds of dispatching are taken, and the others name the last one taken for the same function.
 */

/** So many stacks are taken between two rounds. */
const BUDGET = 4;

let taken = 0;

/** A round of dispatching begins. */
export function renewStackBudget(): void {
  taken = 0;
}

/** A stack, made into text only when an error needs it. */
export class CallerStack {
  readonly #site: Error;

  constructor(site: Error) {
    this.#site = site;
  }

  /** Appends the stack to that of `error`, if it is an Error with one; gives `error`. */
  attachTo(error: unknown): unknown {
    if (!(error instanceof Error) || typeof error.stack !== "string") return error;
    const frames = this.#site.stack?.split("\n").slice(1).join("\n");
    if (frames === undefined || frames === "" || error.stack.includes(MARK)) return error;
    const stack = `${error.stack}\n${MARK}\n${frames}`;
    // An error class may have made its stack read-only; then it stays as it is.
    Reflect.defineProperty(error, "stack", { value: stack, writable: true, configurable: true });
    return error;
  }
}

const MARK = "    --- called from ---";

/**
 * Takes the stack of the caller of `below` (a public method), or gives `last` when enough have been taken just now.
 */
export function takeCallerStack(last: CallerStack | undefined, below: CallableFunction): CallerStack | undefined {
  if (taken >= BUDGET && last !== undefined) return last;
  taken++;
  const site = new Error();
  Error.captureStackTrace(site, below);
  return new CallerStack(site);
}
