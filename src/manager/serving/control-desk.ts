import { UnpicklingError } from "../../errors.ts";
import { Dict } from "../../pickle/dict.ts";
import { Tuple } from "../../pickle/tuple.ts";
import { attributeError, builtin, keyError, typeError } from "../served/raise.ts";
import { repr } from "../served/repr.ts";
import { Wait } from "../served/wait.ts";
import { PIN, SKEIN, SKEIN_VERSION } from "../wire-kinds.ts";
import type { Counter } from "./counter.ts";
import type { ManagedObject } from "./managed-object.ts";
import type { ObjectTable } from "./object-table.ts";
import { arrivedToken } from "./proxy-reference.ts";
import type { Request } from "./request.ts";

/** What has been made, and is counted in the moment in which this is called: when somebody still wants it. */
export type Made = () => ManagedObject;

/** What requests to the server itself need of it. */
export interface ControlHost {
  readonly table: ObjectTable;
  /** Whether clients may end the server. */
  readonly allowShutdown: boolean;
  /** Makes an object, or takes the one that there is. */
  create(typeid: string, request: Request): Made | Promise<Made>;
  shutdown(): void;
}

/** Carries out requests to the server itself; what they count is counted by `counter`. */
export class ControlDesk {
  readonly #host: ControlHost;
  readonly #counter: Counter;

  constructor(host: ControlHost, counter: Counter) {
    this.#host = host;
    this.#counter = counter;
  }

  /**
   * Gives the answer, or a Wait for it: one that is cancelled before it is over has counted nothing. Throws what Python's
   * server raises.
   */
  carryOut(request: Request): unknown {
    const { table } = this.#host;
    const [first] = request.args;
    switch (request.method) {
      case "dummy":
        return new Dict([[SKEIN, SKEIN_VERSION]]);
      case "create":
        return this.#create(text(first), request);
      case "incref":
        this.#counter.incref(text(first));
        return null;
      case "decref":
        this.#counter.decref(text(first));
        return null;
      case PIN:
        table.pin(text(first));
        return null;
      case "get_methods":
        return this.#methodsOf(first);
      case "number_of_objects":
        return table.size;
      case "debug_info":
        return table.describe();
      case "shutdown":
        return this.#shutdown();
      default:
        throw builtin("AssertionError", `${repr(request.method).slice(0, 100)} unrecognized`);
    }
  }

  #create(typeid: string, request: Request): unknown {
    const made = this.#host.create(typeid, request);
    const answer = (count: Made): Tuple => {
      const { ident, exposed } = count();
      this.#counter.counted(ident);
      return new Tuple([ident, new Tuple(exposed)]);
    };
    if (!(made instanceof Promise)) return answer(made);
    const wait = new Wait();
    const count = (ready: Made): void => {
      if (!wait.isOver) wait.give(answer(ready));
    };
    made.then(count).catch((error: unknown) => wait.fail(error));
    return wait;
  }

  #methodsOf(argument: unknown): unknown {
    const token = arrivedToken(argument);
    if (token === undefined) throw new UnpicklingError("get_methods takes a token", 0);
    const object = this.#host.table.find(token.ident);
    if (object === undefined) throw keyError(token.ident);
    return [...object.exposed];
  }

  #shutdown(): null {
    if (!this.#host.allowShutdown)
      throw builtin("PermissionError", "this server can't be shut down by its clients");
    // The answer is to go out before.
    setImmediate(() => this.#host.shutdown());
    return null;
  }
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw value === undefined
    ? typeError("an argument is missing")
    : attributeError("the first argument is a text");
}
