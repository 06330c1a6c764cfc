import { MisuseError } from "../../errors.ts";
import { GlobalName } from "../../pickle/global-name.ts";
import type { Referent } from "../referent.ts";

/** Calls of a pool that a manager of Python's serves: functions are named by their modules, and the server imports them. */
export class PythonCalls {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    this.#remote = remote;
  }

  /** Calls a method of the pool, and waits for the end of what it does. */
  wait(method: string, target: string, args: readonly unknown[]): Promise<unknown> {
    return this.#call(method, target, args, true);
  }

  /** Calls a method of the pool that makes an object there, whose proxy arrives. */
  begin(method: string, target: string, args: readonly unknown[]): Promise<unknown> {
    return this.#call(method, target, args, false);
  }

  async #call(
    method: string,
    target: string,
    ...[args, blocking]: [args: readonly unknown[], blocking: boolean]
  ): Promise<unknown> {
    if (this.#remote.server.isSkein) {
      throw new MisuseError(
        `this pool runs functions of JavaScript: give it one instead of the name "${target}"`,
      );
    }
    return this.#remote.call(method, [named(target), args], { blocking });
  }
}

function named(target: string): GlobalName {
  const dot = target.lastIndexOf(".");
  if (dot <= 0)
    throw new MisuseError(
      `a function of Python is named by its module, as "math.sqrt", not "${target}"`,
    );
  return new GlobalName(target.slice(0, dot), target.slice(dot + 1));
}
