import { TimeoutError } from "../../errors.ts";
import type { Event } from "../../task/local-event.ts";
import { exposedMethods, type ServedKind } from "../exposed.ts";
import { MethodTable } from "../served/method-table.ts";
import { milliseconds } from "../served/seconds.ts";
import { ServedByTable } from "../served/served.ts";
import type { Wait } from "../served/wait.ts";
import { cancellable } from "./cancellable.ts";

/** An Event of this program, served as Python's. */
export class EventAdapter extends ServedByTable<EventAdapter> {
  readonly kind: ServedKind = "event";
  readonly exposed: readonly string[] = exposedMethods.event;
  protected readonly table: MethodTable<EventAdapter> = methods;
  protected readonly self: EventAdapter = this;
  readonly event: Event;

  constructor(event: Event) {
    super();
    this.event = event;
  }

  wait(timeout: number | undefined): Wait | boolean {
    if (this.event.isSet) return true;
    if (timeout !== undefined && timeout <= 0) return false;
    return cancellable({
      begin: (signal) => this.event.wait({ timeout, signal }),
      rescues: (error) => (error instanceof TimeoutError ? false : undefined),
    });
  }

  override repr(): string {
    return `<threading.Event: ${this.event.isSet ? "set" : "unset"}>`;
  }
}

const methods: MethodTable<EventAdapter> = new MethodTable<EventAdapter>("Event")
  .method("is_set", (self) => self.event.isSet)
  .method("set", (self) => {
    self.event.set();
    return null;
  })
  .method("clear", (self) => {
    self.event.clear();
    return null;
  })
  .method("wait timeout=None", (self, [timeout]) => self.wait(milliseconds(timeout)));
