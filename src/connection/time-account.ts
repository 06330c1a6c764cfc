/** What a sleep costs that wasn't needed: to fall asleep, and to be woken on another core. In milliseconds, as all here. */
const saving = 0.02;

/** Nobody gets rich: when the times change, that shows after a few vain waits. */
const mostBalance = 2;

/** What is there at first; half of it is lent for every further trial. */
const trial = 0.1;

/** So many waits are left out when the account is empty; twice as many each time, until a trial has paid. */
const shortestRest = 64;
const longestRest = 4096;

/**
 * Whether it pays to wait without sleeping. Each time that has spared a sleep earns something, and a vain one costs the
 * time that it took. With nothing left it isn't tried for a while: the longer, the more often it has come to that.
 */
export class TimeAccount {
  #balance = trial;
  #rest = shortestRest;
  #toLeaveOut = 0;

  /** Whether to try the next wait. To be asked once for each. */
  permits(): boolean {
    if (this.#toLeaveOut === 0) return true;
    this.#toLeaveOut -= 1;
    return false;
  }

  /** What was waited for has come in time, or that much too late: somebody else had the core meanwhile. */
  succeeded(overtime: number): void {
    this.#add(saving - overtime);
  }

  /** It hasn't come in `time`. */
  failed(time: number): void {
    this.#add(-time);
  }

  #add(amount: number): void {
    this.#balance = Math.min(this.#balance + amount, mostBalance);
    if (this.#balance >= trial) this.#rest = shortestRest;
    if (this.#balance > 0) return;
    this.#balance = trial / 2;
    this.#toLeaveOut = this.#rest;
    this.#rest = Math.min(this.#rest * 2, longestRest);
  }
}
