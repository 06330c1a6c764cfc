/**
 * Where a call came from. A worker's error only knows its worker; with the caller's stack behind it, it also says who
 * asked. Taking a stack costs more than a whole small call (2 µs), so only those of the first calls in each millisecond
 * are taken; the others show the last one taken for the same function, and say so. The clock is read once in a turn of
 * the event loop, since that, too, would be a tenth of a small call.
 */

/** So many stacks are taken in a millisecond. */
const BUDGET = 4;

const EXACT = "    --- called from ---";
const SHARED = "    --- called from here, or near, in the same millisecond or turn ---";

/** So many frames are taken: some are Skein's own and are left out. */
const FRAMES = 20;
const OWN = new URL("..", import.meta.url).href;

let millisecond = 0;
let taken = 0;
let inNewTurn = true;

/** A stack, made into text only when an error needs it. */
export class CallerStack {
  readonly #site: Error;
  #shared = false;

  constructor(site: Error) {
    this.#site = site;
  }

  /** Another call goes by this stack, too. */
  share(): this {
    this.#shared = true;
    return this;
  }

  /** Appends the stack to that of `error`, if it is an Error with one; gives `error`. */
  attachTo(error: unknown): unknown {
    if (!(error instanceof Error) || typeof error.stack !== "string") return error;
    const frames = framesOf(this.#site);
    if (frames === "" || error.stack.includes(EXACT) || error.stack.includes(SHARED)) return error;
    const stack = `${error.stack}\n${this.#shared ? SHARED : EXACT}\n${frames}`;
    // An error class may have made its stack read-only; then it stays as it is.
    Reflect.defineProperty(error, "stack", { value: stack, writable: true, configurable: true });
    return error;
  }
}

/** Whoever calls from now on does so in another turn of the event loop than those before. */
export function beginTurn(): void {
  inNewTurn = true;
}

/** Takes the stack of who calls the public method at hand, or shares `last` when enough have been taken just now. */
export function takeCallerStack(last: CallerStack | undefined): CallerStack {
  if (inNewTurn) lookAtClock();
  if (taken >= BUDGET && last !== undefined) return last.share();
  taken++;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  const site = new Error("called from here");
  Error.stackTraceLimit = stackTraceLimit;
  return new CallerStack(site);
}

function lookAtClock(): void {
  inNewTurn = false;
  const now = Date.now();
  if (now === millisecond) return;
  millisecond = now;
  taken = 0;
}

/** The lines of a stack but the message and Skein's own. */
function framesOf(site: Error): string {
  const frames = site.stack?.split("\n").slice(1) ?? [];
  return frames
    .filter((frame) => !frame.includes(OWN) && !frame.includes("at new Promise (<anonymous>)"))
    .join("\n");
}
