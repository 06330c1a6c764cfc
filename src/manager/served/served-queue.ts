import { exposedMethods, type ServedKind } from "../exposed.ts";
import { ItemLine } from "./item-line.ts";
import { MethodTable } from "./method-table.ts";
import { truthy } from "./parameters.ts";
import { queueEmpty, queueFull, queueShutDown, valueError } from "./raise.ts";
import { asNumber, integer, milliseconds } from "./seconds.ts";
import { ServedByTable } from "./served.ts";
import { WaitLine } from "./wait-line.ts";
import { Recallable, type Wait } from "./wait.ts";

/** Who waits and in which way, as Python's `block` and `timeout` say. */
type Patience = { readonly waits: false } | { readonly waits: true; readonly timeout?: number };

const AT_ONCE: Patience = { waits: false };
const FOR_EVER: Patience = { waits: true };

/**
 * Python's `queue.Queue`, and the JoinableQueue of its managers, which is the same. Whoever waits for an item or for room
 * gets it in the order of coming. An item whose receiver has gone before the answer could be sent is put back as the
 * first one.
 */
export class ServedQueue<Item = unknown> extends ServedByTable<ServedQueue> {
  /** For the type of the proxy; never there. */
  declare protected readonly itemType?: Item;
  readonly kind: ServedKind = "joinable-queue";
  readonly exposed: readonly string[] = exposedMethods["joinable-queue"];
  protected readonly table: MethodTable<ServedQueue> = methods;
  protected readonly self: ServedQueue = this;
  readonly #maxSize: number;
  readonly #items = new ItemLine();
  readonly #getters = new WaitLine();
  readonly #putters = new WaitLine<unknown>();
  readonly #joiners = new WaitLine();
  #unfinished = 0;
  #isShutDown = false;

  /** `maxSize` is how many items there may be; 0 or less: any number. */
  constructor(maxSize: unknown = 0) {
    super();
    // A float is as good to Python; what is no number is refused at once.
    this.#maxSize = asNumber(maxSize ?? 0) ?? integer(maxSize);
  }

  get size(): number {
    return this.#items.size;
  }

  get isFull(): boolean {
    return this.#maxSize > 0 && this.size >= this.#maxSize;
  }

  /** Waits while there is no room. Throws queue.Full, and queue.ShutDown. */
  put(item: unknown, block: unknown = true, timeout: unknown = null): Wait | null {
    if (this.#isShutDown) throw queueShutDown();
    if (this.#maxSize <= 0) return this.#add(item);
    const patience = patienceOf(block, timeout);
    if (!this.isFull) return this.#add(item);
    if (!patience.waits) throw queueFull();
    return this.#putters.join(item, {
      timeout: patience.timeout,
      expired: (wait) => wait.fail(queueFull()),
    });
  }

  /** Waits while there are no items. Throws queue.Empty, and queue.ShutDown. */
  get(block: unknown = true, timeout: unknown = null): Wait | Recallable {
    if (this.#isShutDown && this.size === 0) throw queueShutDown();
    const patience = patienceOf(block, timeout);
    if (this.size > 0) return this.#take();
    if (!patience.waits) throw queueEmpty();
    return this.#getters.join(undefined, {
      timeout: patience.timeout,
      expired: (wait) => wait.fail(queueEmpty()),
    });
  }

  /** One of the items that have been taken is done with. */
  taskDone(): null {
    if (this.#unfinished === 0) throw valueError("task_done() called too many times");
    this.#finish(1);
    return null;
  }

  /** Waits until all items that were put have been reported as done. */
  join(): Wait | null {
    if (this.#unfinished === 0) return null;
    return this.#joiners.join(undefined, { timeout: undefined, expired: () => {} });
  }

  /** Python 3.13's: from now on nothing can be put, and nothing be taken once it is empty. */
  shutdown(immediate: boolean): null {
    this.#isShutDown = true;
    if (immediate) {
      this.#finish(Math.min(this.#unfinished, this.size));
      this.#items.clear();
    }
    for (const wait of this.#putters.all()) wait.fail(queueShutDown());
    if (this.size === 0) for (const wait of this.#getters.all()) wait.fail(queueShutDown());
    return null;
  }

  override repr(): string {
    return `<queue.Queue object at ${this.size} items>`;
  }

  #add(item: unknown): null {
    this.#unfinished += 1;
    this.#hand(item, () => this.#items.append(item));
    return null;
  }

  /** Gives an item to the first one who waits for it. */
  #hand(item: unknown, otherwise: () => void): void {
    const getter = this.#getters.next();
    if (getter === undefined) otherwise();
    else getter.give(this.#recallable(item));
  }

  #take(): Recallable {
    const item = this.#items.take();
    if (!this.isFull) this.#admit();
    return this.#recallable(item);
  }

  #recallable(item: unknown): Recallable {
    return new Recallable(item, () => this.#hand(item, () => this.#items.putBack(item)));
  }

  #admit(): void {
    if (this.#putters.size === 0) return;
    const { wanted } = this.#putters;
    const putter = this.#putters.next();
    this.#add(wanted);
    putter?.give(null);
  }

  #finish(count: number): void {
    this.#unfinished -= count;
    if (this.#unfinished === 0) for (const wait of this.#joiners.all()) wait.give(null);
  }
}

function patienceOf(block: unknown, timeout: unknown): Patience {
  if (!truthy(block)) return AT_ONCE;
  const limit = milliseconds(timeout);
  if (limit === undefined) return FOR_EVER;
  if (limit < 0) throw valueError("'timeout' must be a non-negative number");
  return limit === 0 ? AT_ONCE : { waits: true, timeout: limit };
}

const methods: MethodTable<ServedQueue> = new MethodTable<ServedQueue>("Queue")
  .method("put item block=True timeout=None", (self, [item, block, timeout]) =>
    self.put(item, block, timeout),
  )
  .method("put_nowait item", (self, [item]) => self.put(item, false))
  .method("get block=True timeout=None", (self, [block, timeout]) => self.get(block, timeout))
  .method("get_nowait", (self) => self.get(false))
  .method("qsize", (self) => self.size)
  .method("empty", (self) => self.size === 0)
  .method("full", (self) => self.isFull)
  .method("task_done", (self) => self.taskDone())
  .method("join", (self) => self.join())
  .method("shutdown immediate=False", (self, [immediate]) => self.shutdown(truthy(immediate)));
