import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PriorityQueue } from "../../src/task/local-priority-queue.ts";
import { JoinableQueue, LifoQueue } from "../../src/task/local-queue.ts";

type Order = "first in" | "last in" | "by priority";

type Step =
  | { readonly action: "put" | "try put"; readonly priority: number }
  | { readonly action: "get" | "try get" | "task done" | "shut down" | "shut down at once" }
  | { readonly action: "cancel"; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      action: fc.constantFrom("put" as const, "try put" as const),
      priority: fc.nat(3),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      action: fc.constantFrom("get" as const, "try get" as const, "task done" as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ action: fc.constant("cancel" as const), which: fc.nat(9) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      action: fc.constantFrom("shut down" as const, "shut down at once" as const),
    }),
  },
);

interface Item {
  readonly serial: number;
  readonly priority: number;
}

/** What a call came to: an item, "put", or how it failed. */
type Ending = Item | "put" | "full" | "empty" | "closed" | "cancelled";

/** A wait of the model; where it ends is written into `endings`. */
interface Pending {
  readonly call: number;
  readonly item: Item | undefined;
}

/** The same queue, as plainly as it can be written down. */
class Model {
  readonly endings: (Ending | undefined)[] = [];
  items: Item[] = [];
  getters: Pending[] = [];
  putters: Pending[] = [];
  isShut = false;
  unfinished = 0;
  readonly #maxSize: number;
  readonly #order: Order;

  constructor(maxSize: number, order: Order) {
    this.#maxSize = maxSize;
    this.#order = order;
  }

  put(call: number, item: Item, waits: boolean): void {
    const [getter] = this.getters;
    if (this.isShut) this.endings[call] = "closed";
    else if (getter !== undefined) {
      this.getters.shift();
      this.endings[getter.call] = item;
      this.#accept(call);
    } else if (this.items.length < this.#maxSize) {
      this.items.push(item);
      this.#accept(call);
    } else if (waits) this.putters.push({ call, item });
    else this.endings[call] = "full";
  }

  get(call: number, waits: boolean): void {
    const next = this.#next();
    if (next !== undefined) {
      this.items = this.items.filter((item) => item !== next);
      this.endings[call] = next;
      const putter = this.putters.shift();
      if (putter?.item === undefined) return;
      this.items.push(putter.item);
      this.#accept(putter.call);
    } else if (this.isShut) this.endings[call] = "closed";
    else if (waits) this.getters.push({ call, item: undefined });
    else this.endings[call] = "empty";
  }

  cancel(call: number): void {
    for (const line of [this.getters, this.putters]) {
      const place = line.findIndex((pending) => pending.call === call);
      if (place >= 0) line.splice(place, 1);
    }
    this.endings[call] ??= "cancelled";
  }

  shutDown(atOnce: boolean): void {
    this.isShut = true;
    for (const { call } of [...this.getters, ...this.putters]) this.endings[call] = "closed";
    [this.getters, this.putters] = [[], []];
    if (!atOnce) return;
    this.unfinished -= this.items.length;
    this.items = [];
  }

  #accept(call: number): void {
    this.endings[call] = "put";
    this.unfinished += 1;
  }

  #next(): Item | undefined {
    if (this.#order === "first in") return this.items[0];
    if (this.#order === "last in") return this.items.at(-1);
    return this.items.toSorted(
      (one, other) => one.priority - other.priority || this.#since(one) - this.#since(other),
    )[0];
  }

  /** Of equals the one that got in first comes first, not the one that began to wait first. */
  #since(item: Item): number {
    return this.items.indexOf(item);
  }
}

/** The queue, and how its calls have ended so far. */
class Subject {
  readonly endings: (Ending | undefined)[] = [];
  readonly stops: AbortController[] = [];
  readonly queue: JoinableQueue<Item>;

  constructor(queue: JoinableQueue<Item>) {
    this.queue = queue;
  }

  call(act: (signal: AbortSignal) => Promise<Ending>): void {
    const call = this.endings.push(undefined) - 1;
    const stop = new AbortController();
    this.stops.push(stop);
    act(stop.signal).then(
      (ending) => (this.endings[call] = ending),
      (error: unknown) => (this.endings[call] = endingOf(error)),
    );
  }

  async put(item: Item, signal: AbortSignal): Promise<Ending> {
    const { queue } = this;
    const options = { signal, priority: item.priority };
    await queue.put(item, options);
    return "put";
  }

  async tryPut(item: Item): Promise<Ending> {
    const { queue } = this;
    if (queue instanceof PriorityQueue) queue.tryPut(item, { priority: item.priority });
    else queue.tryPut(item);
    return "put";
  }
}

function endingOf(error: unknown): Ending {
  const { name } = error instanceof Error ? error : new Error();
  if (name === "QueueFullError") return "full";
  if (name === "QueueEmptyError") return "empty";
  if (name === "QueueClosedError") return "closed";
  assert.equal(name, "AbortError");
  return "cancelled";
}

function take(model: Model, subject: Subject, taken: Step): void {
  const { queue } = subject;
  const call = model.endings.length;
  if (taken.action === "put" || taken.action === "try put") {
    const item: Item = { serial: call, priority: taken.priority };
    const waits = taken.action === "put";
    model.endings.push(undefined);
    model.put(call, item, waits);
    subject.call((signal) => (waits ? subject.put(item, signal) : subject.tryPut(item)));
  } else if (taken.action === "get" || taken.action === "try get") {
    const waits = taken.action === "get";
    model.endings.push(undefined);
    model.get(call, waits);
    subject.call(async (signal) => (waits ? await queue.get({ signal }) : queue.tryGet()));
  } else if (taken.action === "cancel") {
    if (call === 0) return;
    const which = taken.which % call;
    model.cancel(which);
    subject.stops[which]?.abort();
  } else if (taken.action === "task done") {
    if (model.unfinished === 0) return;
    model.unfinished -= 1;
    queue.taskDone();
  } else {
    const immediate = taken.action === "shut down at once";
    model.shutDown(immediate);
    queue.shutdown({ immediate });
  }
}

const makers = {
  "first in": (maxSize: number) => new JoinableQueue<Item>({ maxSize }),
  "last in": (maxSize: number) => new LifoQueue<Item>({ maxSize }),
  "by priority": (maxSize: number) => new PriorityQueue<Item>({ maxSize }),
} as const;

for (const order of ["first in", "last in", "by priority"] as const) {
  test(`a local queue, ${order}, does what its model does, whoever waits, gives up or ends it`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.constantFrom(1, 2, 5, Infinity),
        fc.boolean(),
        async (steps, maxSize, settles) => {
          const model = new Model(maxSize, order);
          const subject = new Subject(makers[order](maxSize));
          for (const each of steps) {
            take(model, subject, each);
            const { size, unfinished } = subject.queue;
            assert.deepEqual([size, unfinished], [model.items.length, model.unfinished]);
            // Whether coroutines go on in between may change nothing.
            if (settles) await new Promise(setImmediate);
          }
          await new Promise(setImmediate);
          assert.deepEqual(subject.endings, model.endings);
        },
      ),
      { numRuns: 200 },
    );
  });
}
