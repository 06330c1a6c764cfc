import { CoroutineEndedError, MisuseError } from "../errors.ts";

/** What `coroutine` takes: a generator function. */
export type CoroutineFunction<Arguments extends readonly unknown[], Yielded, Returned, Sent> = (
  ...args: Arguments
) => Generator<Yielded, Returned, Sent>;

/**
 * Makes a generator function one whose generators are spoken to: calling it gives a {@link Coroutine}, of which nothing
 * has run yet.
 *
 * @example
 *     const consumer = coroutine(function* (): Generator<string, void, number> {
 *       let answer = "";
 *       for (;;) {
 *         const item = yield answer;
 *         console.log(`consuming ${item}`);
 *         answer = "200 OK";
 *       }
 *     });
 *     using one = consumer();
 *     one.send(undefined); // to its first yield
 *     console.log(one.send(1)); // 200 OK
 */
export function coroutine<Arguments extends readonly unknown[], Yielded, Returned, Sent>(
  body: CoroutineFunction<Arguments, Yielded, Returned, Sent>,
): (...args: Arguments) => Coroutine<Yielded, Returned, Sent> {
  return (...args) => new Coroutine(body(...args));
}

/**
 * A generator that is spoken to. It runs only while somebody sends to it: up to its next `yield`, whose value is the
 * answer. Python's generator-based coroutine (PEP 342).
 */
export class Coroutine<Yielded, Returned, Sent> {
  readonly #generator: Generator<Yielded, Returned, Sent>;
  #state: "made" | "standing" | "running" | "ended" = "made";

  /** @internal */
  constructor(generator: Generator<Yielded, Returned, Sent>) {
    this.#generator = generator;
  }

  /** Whether it has returned, thrown or been closed. */
  get done(): boolean {
    return this.#state === "ended";
  }

  /**
   * Lets it run on: the `yield` at which it stands gives `value`. Gives what it yields next. The first time it stands at
   * no `yield` yet: then `value` must be undefined, which primes it.
   *
   * Throws what it throws; CoroutineEndedError, with what it returned, when it returns or has ended (Python's
   * StopIteration); MisuseError when a value is sent before it was primed, or from within itself.
   */
  send(value: Sent | undefined): Yielded {
    if (this.#state === "made" && value !== undefined)
      throw new MisuseError(
        "a coroutine that has just been made stands at no yield; prime it with send(undefined) first",
      );
    if (this.#state === "ended") throw new CoroutineEndedError(undefined);
    // Undefined is no `Sent` only before the first yield, where nobody receives it.
    return this.#answer(() => this.#generator.next(value as Sent));
  }

  /** The `yield` at which it stands throws `error`. Gives what it yields next, and throws as `send` does. */
  throw(error: unknown): Yielded {
    return this.#answer(() => this.#generator.throw(error));
  }

  /**
   * Ends it where it stands: its `finally` blocks run. Does nothing when it has ended. Throws what they throw, and
   * MisuseError when it yields there instead of ending.
   */
  close(): void {
    // Nobody sees this value: it isn't returned to whoever closes.
    const { done } = this.#step(() => this.#generator.return(undefined as Returned));
    if (done !== true)
      throw new MisuseError(
        "the coroutine yielded when it was closed; it has to end in its finally block",
      );
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #answer(step: () => IteratorResult<Yielded, Returned>): Yielded {
    const result = this.#step(step);
    if (result.done === true) throw new CoroutineEndedError(result.value);
    return result.value;
  }

  #step(step: () => IteratorResult<Yielded, Returned>): IteratorResult<Yielded, Returned> {
    if (this.#state === "running")
      throw new MisuseError("the coroutine is running; it can't be sent to from within itself");
    this.#state = "running";
    // What it throws ends it.
    let isOver = true;
    try {
      const result = step();
      isOver = result.done === true;
      return result;
    } finally {
      this.#state = isOver ? "ended" : "standing";
    }
  }
}
