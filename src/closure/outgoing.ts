import type { FunctionEncoding, Reduction } from "../codec/custom.ts";
import { NotSendableError } from "../errors.ts";
import { readCaptives } from "./bindings.ts";
import { Cell } from "./cell.ts";
import { CellGroups } from "./cell-groups.ts";
import { type CodeRecord, recordOf } from "./function-record.ts";
import { type Head, HeadKind, Named, type NameHead } from "./head.ts";
import { importKey, type ModuleImport } from "./module-load.ts";
import { objectName } from "./names.ts";
import { isFrom, originOf } from "./origin.ts";
import { extrasOf } from "./own-properties.ts";
import { LateValues } from "./late-values.ts";
import { refusalOf } from "./refuse.ts";
import { type RevivedCode, revivedCode } from "./revived.ts";
import { codePath, titleOf } from "./path.ts";
import type { CodeUnit } from "./unit.ts";

/** What is known of where a message goes. */
export interface OutgoingOptions {
  /** Copies the user's own modules too, for a machine that lacks them; packages are still imported. Default: false. */
  readonly byValue?: boolean | undefined;
  /** The receiver's `originPlace()`: its own functions are only named on the way back. Default: unknown. */
  readonly destination?: string | undefined;
}

/** A function or class as it is about to be written. */
interface Outbound {
  readonly value: Function;
  readonly unit: CodeUnit;
  readonly origin: string;
  readonly values: readonly unknown[];
  /** Asked for when something can't be sent. */
  readonly title: () => string;
}

/** Says how functions travel, for one message, and collects the code and the modules that they need. */
export class Outgoing implements FunctionEncoding {
  readonly #units = new Map<string, CodeUnit>();
  readonly #imports = new Map<string, ModuleImport>();
  readonly #byValue: boolean;
  readonly #destination: string | undefined;
  readonly #cells = new CellGroups();
  readonly #late = new LateValues();
  #pure = true;

  constructor(options: OutgoingOptions = {}) {
    this.#byValue = options.byValue ?? false;
    this.#destination = options.destination;
  }

  /** The code, by hash; it must be there before the value is decoded. */
  get units(): ReadonlyMap<string, CodeUnit> {
    return this.#units;
  }

  /** The modules, by key; they must be loaded before the value is decoded. */
  get imports(): ReadonlyMap<string, ModuleImport> {
    return this.#imports;
  }

  /** Whether nothing that the functions have captured so far can change. */
  get pure(): boolean {
    return this.#pure;
  }

  need(module: string): void {
    const needed: ModuleImport = { specifier: module, parent: undefined, attributes: undefined };
    this.#imports.set(importKey(needed), needed);
  }

  reduce(value: Function): Reduction {
    const revived = revivedCode(value);
    if (revived !== undefined) return this.#revived(value, revived);
    const record = within(
      () => plainTitle(value),
      () => recordOf(value, this.#byValue),
    );
    switch (record.kind) {
      case "named":
        return this.#name(record.head);
      case "bound": {
        const { origin, target, self, args } = record;
        this.#pure = false;
        return {
          head: [HeadKind.bound, origin, target] satisfies Head,
          body: () => [self, args],
          path: boundPath,
        };
      }
      case "refused":
        throw new NotSendableError([plainTitle(value)], `it ${record.reason}`);
      case "code":
        return this.#code(record);
    }
  }

  reduceObject(value: object): Reduction | undefined {
    if (value instanceof Named) return this.#name(value.head);
    if (value instanceof Cell) return this.#cell(value);
    const name = objectName(value, this.#byValue);
    if (name !== undefined) return this.#name(name);
    // Some versions of Node mark sockets as if they could be cloned, so that `refuse` wouldn't be asked.
    const refused = "pipe" in value ? refusalOf(value) : undefined;
    if (refused !== undefined) throw new NotSendableError([], `this ${refused}`);
    const type: unknown = Object.getOwnPropertyDescriptor(value, "constructor")?.value;
    if (typeof type !== "function" || type.prototype !== value) return undefined;
    return { head: [HeadKind.prototype, type] satisfies Head };
  }

  refuse(value: object): string | undefined {
    return refusalOf(value);
  }

  #name(head: NameHead): Reduction {
    if (head[0] === HeadKind.export) this.#import(head[1]);
    return { head };
  }

  #import(module: ModuleImport): void {
    this.#imports.set(importKey(module), module);
  }

  #cell(cell: Cell): Reduction {
    this.#pure = false;
    return {
      head: [HeadKind.cell] satisfies Head,
      body: () => this.#late.values(cell, [cell.v])[0],
    };
  }

  #code(record: CodeRecord): Reduction {
    const { value } = record;
    const title = (): string => titleOf(record);
    const { plan, values, isConstant } = within(title, () => readCaptives(record));
    const { unit, bindings } = plan;
    if (!isConstant) this.#pure = false;
    const sent = this.#cells.put(record, bindings, values);
    return this.#send({ value, unit, origin: originOf(value), values: sent, title });
  }

  /** A function that was sent here goes on as it came, with what its variables hold now. */
  #revived(value: Function, { unit, origin, instance }: RevivedCode): Reduction {
    this.#pure = false;
    if (this.#destination !== undefined && isFrom(origin, this.#destination)) {
      return { head: [HeadKind.origin, origin] satisfies Head };
    }
    const [, , read] = instance;
    return this.#send({
      value,
      unit,
      origin,
      values: read(),
      title: () => plainTitle(value),
    });
  }

  #send(outbound: Outbound): Reduction {
    const { value, unit, origin, values, title } = outbound;
    this.#units.set(unit.hash, unit);
    for (const { module } of unit.imports) this.#import(module);
    const ofClass = unit.kind === "class";
    const extras = extrasOf(value, ofClass);
    if (extras !== undefined) this.#pure = false;
    if (!ofClass) {
      const path = codePath(title, unit);
      const head: Head = [HeadKind.code, unit.hash, origin, value.name];
      if (values.length === 0 && extras === undefined) return { head, path };
      return { head, path, body: () => [this.#late.values(value, values), extras] };
    }
    return this.#sendClass(outbound, extras);
  }

  /** What a class uses while it is evaluated goes ahead of it; until it's there nothing may refer to it. */
  #sendClass(
    { value, unit, origin, values, title }: Outbound,
    extras: object | undefined,
  ): Reduction {
    const places = [...values.keys()].filter((index) => this.#isEager(unit, index, values[index]));
    this.#late.begin(value);
    const ahead = places.map((place) =>
      this.#late.isUnfinished(values[place]) ? undefined : values[place],
    );
    const words = codePath(title, unit, places);
    return {
      head: [HeadKind.class, unit.hash, origin, value.name, places, ahead] satisfies Head,
      body: () => {
        const waiting = this.#late.end(value);
        return [this.#late.values(value, values), extras, waiting];
      },
      path: (steps) => {
        this.#late.end(value);
        return words(steps);
      },
    };
  }

  #isEager({ captured }: CodeUnit, index: number, value: unknown): boolean {
    const eager = captured[index]?.eager;
    if (eager !== "nested") return eager === "direct";
    // Perhaps it isn't used at once: what might lead back to the class stays behind then.
    if (typeof value === "function") return !this.#late.isUnfinished(value) && !isClass(value);
    return (
      typeof value !== "object" || value === null || value instanceof Cell || value instanceof Named
    );
  }
}

function plainTitle({ name }: Function): string {
  return `function '${name || "anonymous"}'`;
}

function isClass(value: Function): boolean {
  return Function.prototype.toString.call(value).startsWith("class");
}

function within<Result>(title: () => string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NotSendableError)) throw error;
    throw new NotSendableError([title(), ...error.path], error.reason, {
      cause: error.cause ?? error,
    });
  }
}

/** `[1]` is the target in the head, in the body `[0]` is `this` and `[1][n]` an argument. */
function boundPath(steps: readonly string[]): readonly string[] {
  const [first, second, ...rest] = steps;
  if (first === "[0]") return ["bound this", ...steps.slice(1)];
  if (first === "[1]" && second?.startsWith("[") === true)
    return [`bound argument ${second}`, ...rest];
  return ["bound function", ...steps.slice(1)];
}
