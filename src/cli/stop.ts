/** Why the work ends before its inputs do. */
export type StopReason =
  | { readonly kind: "signal"; readonly signal: "SIGINT" | "SIGTERM" | "SIGHUP" }
  | { readonly kind: "halt"; readonly rule: string; readonly succeeded: boolean }
  /** Nobody reads the results any more. */
  | { readonly kind: "output-closed" }
  /** The command itself can't go on: inputs can't be read, results or the job log can't be written. */
  | { readonly kind: "fault"; readonly message: string };

/** Draining: nothing new begins, what runs may end. Killed: nothing runs any more. */
export type StopLevel = "running" | "draining" | "killed";

/** The one switch that ends the work early. It only goes up: running, draining, killed. */
export class Stop {
  readonly #listeners: ((level: StopLevel) => void)[] = [];
  #level: StopLevel = "running";
  #reason: StopReason | undefined;

  get level(): StopLevel {
    return this.#level;
  }

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Begins nothing new. */
  drain(reason: StopReason): void {
    this.#explain(reason);
    if (this.#level === "running") this.#raise("draining");
  }

  /** Ends what runs, too. */
  kill(reason: StopReason): void {
    this.#explain(reason);
    if (this.#level !== "killed") this.#raise("killed");
  }

  /** Calls the listener at every change of level. */
  onChange(listener: (level: StopLevel) => void): void {
    this.#listeners.push(listener);
  }

  #raise(level: StopLevel): void {
    this.#level = level;
    for (const listener of this.#listeners) listener(level);
  }

  /** The first reason is the true one, except that who presses Ctrl-C while the rest is finishing has the last word. */
  #explain(reason: StopReason): void {
    if (this.#reason === undefined || (reason.kind === "signal" && this.#reason.kind === "halt"))
      this.#reason = reason;
  }
}
