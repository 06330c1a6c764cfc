/**
 * Keeps the program alive while something is outstanding. Workers themselves never do: a finished program ends although
 * its pool is still open. One timer serves all, since toggling a worker's own handles for each call would cost more.
 */

/** `setInterval` takes no longer delay. It is woken once in 24 days, to do nothing. */
const LONGEST = 2 ** 31 - 1;

let holders = 0;
let settling = false;
let timer: NodeJS.Timeout | undefined;

/** From here on the program stays alive until `release` has been called as often as `hold`. */
export function hold(): void {
  if (holders++ > 0) return;
  timer ??= setInterval(() => {}, LONGEST);
  timer.ref();
}

/** Gives back one `hold`. Takes effect a turn later, since the next `hold` mostly follows at once. */
export function release(): void {
  if (--holders > 0 || settling) return;
  settling = true;
  setImmediate(settle);
}

function settle(): void {
  settling = false;
  if (holders === 0) timer?.unref();
}
