/** What is told how a wait ended. */
export interface WaitListener {
  returned(value: unknown): void;
  raised(error: unknown): void;
}

/**
 * A call that has not been answered yet. Made by a method that has to wait; ended by whoever gives it what it waits for,
 * by its timeout, or by the end of the connection that it came from. It ends once: what comes later finds `isOver`.
 *
 * It is no promise, since the answer of a call goes out in the same moment in which it is known: between the two, the one
 * who asked could go, and an item be lost.
 */
export class Wait {
  /** Takes the wait out of the line that it stands in; called when it is cancelled. */
  onCancel: (() => void) | undefined;
  #listener: WaitListener | undefined = undefined;
  #isOver = false;
  /** How it ended before anybody listened. */
  #untold: ((listener: WaitListener) => void) | undefined = undefined;

  constructor(onCancel?: () => void) {
    this.onCancel = onCancel;
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Says who is told of the end; at once, when it has ended already. */
  listen(listener: WaitListener): void {
    this.#listener = listener;
    this.#untold?.(listener);
  }

  /** The call returns. */
  give(value: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#listener === undefined) this.#untold = (listener) => listener.returned(value);
    else this.#listener.returned(value);
  }

  /** The call raises. */
  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#listener === undefined) this.#untold = (listener) => listener.raised(error);
    else this.#listener.raised(error);
  }

  /** Nobody wants the answer any more. False when the wait was over already. */
  cancel(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.onCancel?.();
    return true;
  }
}

/** What a method returns that can be taken back while the answer has not left: an item that must not be lost. */
export class Recallable {
  readonly value: unknown;
  readonly recall: () => void;

  constructor(value: unknown, recall: () => void) {
    this.value = value;
    this.recall = recall;
  }
}
