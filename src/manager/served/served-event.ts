import { exposedMethods, type ServedKind } from "../exposed.ts";
import { MethodTable } from "./method-table.ts";
import { milliseconds } from "./seconds.ts";
import { ServedByTable } from "./served.ts";
import { WaitLine } from "./wait-line.ts";
import type { Wait } from "./wait.ts";

/** Python's `threading.Event`. */
export class ServedEvent extends ServedByTable<ServedEvent> {
  readonly kind: ServedKind = "event";
  readonly exposed: readonly string[] = exposedMethods.event;
  protected readonly table: MethodTable<ServedEvent> = methods;
  protected readonly self: ServedEvent = this;
  readonly #waits = new WaitLine();
  #isSet = false;

  get isSet(): boolean {
    return this.#isSet;
  }

  /** Sets it, and wakes all who wait. */
  set(): null {
    this.#isSet = true;
    for (const wait of this.#waits.all()) wait.give(true);
    return null;
  }

  clear(): null {
    this.#isSet = false;
    return null;
  }

  /** Waits until it is set, and gives true; false when the timeout, in seconds, has passed before. */
  wait(timeout: unknown = null): Wait | boolean {
    const limit = milliseconds(timeout);
    if (this.#isSet) return true;
    if (limit !== undefined && limit <= 0) return false;
    return this.#waits.join(undefined, { timeout: limit, expired: (wait) => wait.give(false) });
  }

  override repr(): string {
    return `<threading.Event: ${this.#isSet ? "set" : "unset"}>`;
  }
}

const methods: MethodTable<ServedEvent> = new MethodTable<ServedEvent>("Event")
  .method("is_set", (self) => self.isSet)
  .method("set", (self) => self.set())
  .method("clear", (self) => self.clear())
  .method("wait timeout=None", (self, [timeout]) => self.wait(timeout));
