/**
 * The seam between the codec and the layer above it: functions are not data, so the codec asks for help with them.
 * `closure/` implements both sides; with neither, functions are refused.
 */

/**
 * What stands for a function on the way. `head` is decoded before the function exists on the other side and so may not
 * refer back to it; `body` is decoded afterwards and may (recursion, cycles). Both are encoded by the codec itself.
 */
export interface Reduction {
  readonly head: unknown;
  /** Asked for only after the function has got its place in the reference table. Absent: nothing follows. */
  readonly body?: (() => unknown) | undefined;
  /**
   * Words the way through head or body for people: gets the steps from the head or body down to a value that can't be
   * sent, as the codec names them (`.captured`, `[0]`), and gives the ones to show. Absent: they're shown as they are.
   */
  readonly path?: ((steps: readonly string[]) => readonly string[]) | undefined;
}

/** The sending side; one object lives for one message and may collect what has to travel with it. */
export interface FunctionEncoding {
  /** Says how a function or class travels. Throws NotSendableError (with its own part of the path) when it can't. */
  reduce(value: Function): Reduction;
  /**
   * An object that travels by name instead of by value (a built-in module's object, a CommonJS module's export, an
   * intrinsic, a module namespace), or undefined when it is to be copied.
   */
  reduceObject(value: object): Reduction | undefined;
  /** Notes that the receiver has to load a module, by its URL, before it decodes: a handle is revived there. */
  need?(module: string): void;
  /** Why this instance of a class can't be copied ("is a net.Socket, which …"), or undefined when it can. */
  refuse(value: object): string | undefined;
}

/** The receiving side. */
export interface FunctionDecoding {
  create(head: unknown): Function | object;
  fill(shell: Function | object, body: unknown): void;
}
