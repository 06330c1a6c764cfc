import type { WaitLimits, Waiting, Waits } from "../memory/memory.ts";

/**
 * The waits of one thread for one thing, first come first served: whoever comes while others wait doesn't get ahead of
 * them. So what one thread sends without awaiting it stays in order. Between threads nobody keeps an order.
 */
export class Line {
  readonly #parking: Waits;
  #waiting = 0;

  constructor(parking: Waits) {
    this.#parking = parking;
  }

  /** Whether nobody waits. */
  get isEmpty(): boolean {
    return this.#waiting === 0;
  }

  /** Waits as {@link Waits.wait} does, at the end of the line. `settle` is called when it has to wait, before it does. */
  async wait<Result>(
    waiting: Waiting<Result>,
    limits: WaitLimits = {},
    settle?: () => void,
  ): Promise<Result> {
    limits.signal?.throwIfAborted();
    if (this.isEmpty) {
      const result = waiting.attempt();
      if (result !== undefined) return result;
    }
    settle?.();
    return this.#join(waiting, limits);
  }

  async #join<Result>(waiting: Waiting<Result>, limits: WaitLimits): Promise<Result> {
    const { set } = waiting;
    // The parking tries newcomers first of all, before it puts them behind the others.
    let isNewcomer = !this.isEmpty;
    const attempt = (): Result | undefined => {
      if (!isNewcomer) return waiting.attempt();
      isNewcomer = false;
      return undefined;
    };
    this.#waiting += 1;
    try {
      return await this.#parking.wait({ set, attempt }, limits);
    } catch (error) {
      // Whoever is next may want less than the one who has given up.
      this.#parking.wake(set, 0);
      throw error;
    } finally {
      this.#waiting -= 1;
    }
  }
}
