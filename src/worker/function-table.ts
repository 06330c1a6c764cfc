import { addUnits, loadImports } from "../closure/incoming.ts";
import { reviveFunction, type AnyFunction } from "../closure/revive.ts";
import type { FunctionCode } from "../wire/service.ts";

/** A function that the parent has sent, ready to be made whole. */
export interface KnownFunction {
  readonly name: string;
  /** What a call of it has taken lately, in milliseconds; NaN before the first. */
  cost: number;
  /** The function, or a promise while modules that it needs are being loaded. Throws what reviving throws. */
  revive(): AnyFunction | Promise<AnyFunction>;
}

/**
 * The functions that this worker has been sent. One that captures nothing changeable is revived once; any other anew
 * for each call, so that each call sees the values as they were when it was submitted.
 */
export class FunctionTable {
  readonly #byId = new Map<number, KnownFunction>();

  define(id: number, code: FunctionCode): void {
    addUnits(code.units);
    this.#byId.set(id, code.pure ? revivedOnce(code) : revivedEachTime(code));
  }

  forget(id: number): void {
    this.#byId.delete(id);
  }

  get(id: number): KnownFunction {
    const known = this.#byId.get(id);
    if (known === undefined) throw new Error(`function ${id} was called before it was sent`);
    return known;
  }
}

function revivedEachTime(code: FunctionCode): KnownFunction {
  return {
    name: code.name,
    cost: Number.NaN,
    revive() {
      const loading = loadImports(code.imports);
      const make = (): AnyFunction => reviveFunction(code.bytes, code.attachments);
      return loading === undefined ? make() : loading.then(make);
    },
  };
}

function revivedOnce(code: FunctionCode): KnownFunction {
  const fresh = revivedEachTime(code);
  let revived: AnyFunction | Promise<AnyFunction> | undefined;
  return {
    name: code.name,
    cost: Number.NaN,
    revive() {
      if (revived !== undefined) return revived;
      revived = fresh.revive();
      if (revived instanceof Promise) {
        revived.then(
          (loaded) => (revived = loaded),
          () => (revived = undefined),
        );
      }
      return revived;
    },
  };
}
