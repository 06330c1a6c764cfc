import type { Queue } from "skein";
import { python } from "../contestants/registry.ts";
import { type Item, item } from "../items.ts";
import { mustEqual, sumBelow } from "../measuring/numbers.ts";
import { type Gate, machineTime, meet, together } from "../measuring/together.ts";
import type { Question } from "./question.ts";

const mebibyte = 1 << 20;
const awaitingConsumer = "skein, async consumer";
const awaitingBoth = "skein, both async";

type Make<Value> = (index: number) => Value;
type Check<Value> = (found: Value, index: number) => void;

/** What goes through a queue. */
interface Goods<Value> {
  readonly make: Make<Value>;
  readonly check: Check<Value>;
}

const small: Goods<Item> = {
  make: item,
  check: (found, index) => mustEqual(found.id, index),
};

const payloads = Array.from({ length: 8 }, (_, index) => new Uint8Array(mebibyte).fill(index));

const large: Goods<Uint8Array> = {
  // There are 8 of them.
  make: (index) => payloads[index & 7] as Uint8Array,
  check: (found, index) => {
    mustEqual(found.length, mebibyte);
    mustEqual(found[mebibyte - 1], index & 7);
  },
};

/** From one process to another. */
export const queues: readonly Question[] = [
  oneToOne(small, [100_000, 300_000], {
    name: "queue-small",
    title: "a queue from one process to another, small objects",
    unit: "objects/s",
  }),
  oneToOne(large, [200, 500], {
    name: "queue-1mib",
    title: "a queue from one process to another, arrays of 1 MiB",
    unit: "MiB/s",
  }),
  throughPool(),
];

function oneToOne<Value>(
  { make, check }: Goods<Value>,
  counts: readonly [number, number],
  { unit, ...titles }: { readonly name: string; readonly title: string; readonly unit: string },
): Question {
  return {
    ...titles,
    contestants: ["skein", awaitingConsumer, awaitingBoth, python],
    metrics: [{ name: "rate", unit, better: "more" }],
    async prepare(_open, { quick }, contestant) {
      const { Queue } = await import("skein");
      const count = counts[quick ? 0 : 1];
      const awaitsPut = contestant === awaitingBoth;
      const awaitsGet = awaitsPut || contestant === awaitingConsumer;
      return {
        async turn() {
          using queue = new Queue<Value>();
          const [start, end] = await together(
            (gate) => (awaitsPut ? produceAwaiting : produce)(gate, { queue, make, count }),
            (gate) => (awaitsGet ? consumeAwaiting : consume)(gate, { queue, check, count }),
          );
          return { rate: (count * 1000) / (end - start) };
        },
        close: () => Promise.resolve(),
      };
    },
  };
}

type Write = (queue: Queue<Item>, count: number) => void | Promise<void>;
type Read = (queue: Queue<Item>, count: number) => number | Promise<number>;

/** What a process does with a queue. */
interface Task<Value> {
  readonly queue: Queue<Value>;
  readonly count: number;
}

interface Producing<Value> extends Task<Value> {
  readonly make: Make<Value>;
}

interface Consuming<Value> extends Task<Value> {
  readonly check: Check<Value>;
}

/** Two producers and two consumers as calls of a pool. */
function throughPool(): Question {
  return {
    name: "queue-pool",
    title: "a queue between the calls of a pool: 2 producers and 2 consumers, small objects",
    contestants: ["skein", "skein, async", python],
    metrics: [{ name: "rate", unit: "objects/s", better: "more" }],
    async prepare(_open, { quick }, contestant) {
      const { Pool, Queue } = await import("skein");
      const pool = new Pool(4);
      const queue = new Queue<Item>();
      const count = quick ? 10_000 : 50_000;
      const write: Write = contestant === "skein" ? writeSome : writeSomeAwaiting;
      const read: Read = contestant === "skein" ? readSome : readSomeAwaiting;
      async function turn() {
        const start = performance.now();
        const producers = [0, 1].map(() => pool.apply(write, [queue, count]));
        const consumers = [0, 1].map(() => pool.apply(read, [queue, count]));
        await Promise.all(producers);
        const [one = 0, other = 0] = await Promise.all(consumers);
        mustEqual(one + other, 2 * sumBelow(count));
        return { rate: (2 * count * 1000) / (performance.now() - start) };
      }
      for (let round = 0; round < 3; round++) await turn();
      return { turn, close: () => pool[Symbol.asyncDispose]() };
    },
  };
}

// The warm-up goes the same way; when all of it has arrived, the measured part begins.

function produce<Value>(gate: Gate, { queue, make, count }: Producing<Value>): number {
  for (let index = 0; index < count / 5; index++) queue.putSync(make(index));
  meet(gate);
  const start = machineTime();
  for (let index = 0; index < count; index++) queue.putSync(make(index));
  return start;
}

function consume<Value>(gate: Gate, { queue, check, count }: Consuming<Value>): number {
  for (let index = 0; index < count / 5; index++) check(queue.getSync(), index);
  meet(gate);
  for (let index = 0; index < count; index++) check(queue.getSync(), index);
  return machineTime();
}

async function produceAwaiting<Value>(
  gate: Gate,
  { queue, make, count }: Producing<Value>,
): Promise<number> {
  for (let index = 0; index < count / 5; index++) await queue.put(make(index));
  meet(gate);
  const start = machineTime();
  for (let index = 0; index < count; index++) await queue.put(make(index));
  return start;
}

async function consumeAwaiting<Value>(
  gate: Gate,
  { queue, check, count }: Consuming<Value>,
): Promise<number> {
  for (let index = 0; index < count / 5; index++) check(await queue.get(), index);
  meet(gate);
  for (let index = 0; index < count; index++) check(await queue.get(), index);
  return machineTime();
}

function writeSome(queue: Queue<Item>, count: number): void {
  for (let index = 0; index < count; index++) queue.putSync(item(index));
}

async function writeSomeAwaiting(queue: Queue<Item>, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await queue.put(item(index));
}

function readSome(queue: Queue<Item>, count: number): number {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += queue.getSync().id;
  return sum;
}

async function readSomeAwaiting(queue: Queue<Item>, count: number): Promise<number> {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += (await queue.get()).id;
  return sum;
}
