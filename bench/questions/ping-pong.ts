import type { Connection, Semaphore } from "skein";
import { python } from "../contestants/registry.ts";
import { type Item, item } from "../items.ts";
import { mustEqual } from "../measuring/numbers.ts";
import { together } from "../measuring/together.ts";
import {
  answerAwaitedTrips,
  answerTrips,
  measureAwaitedTrips,
  measureTrips,
  tripMetrics,
  tripsOf,
} from "../measuring/trips.ts";
import type { Measurement, Question } from "./question.ts";

const awaiting = "skein, async";

/** Two processes that wake each other in turn. */
const semaphores: Question = {
  name: "semaphore-ping-pong",
  title: "two processes and two semaphores, round trip, blocking",
  contestants: ["skein", python],
  metrics: tripMetrics,
  async prepare(_open, { quick }) {
    const { Semaphore } = await import("skein");
    const count = tripsOf(quick);
    return {
      async turn() {
        using there = new Semaphore(0);
        using back = new Semaphore(0);
        const [measured] = await together(
          () => ask(there, back, count),
          () => answer(there, back, count),
        );
        return measured;
      },
      close: () => Promise.resolve(),
    };
  },
};

/** Two processes that send each other one small message at a time. */
const pipes: Question = {
  name: "pipe-round-trip",
  title: "two processes and a pipe, round trip of a small object",
  contestants: ["skein", awaiting, python],
  metrics: tripMetrics,
  async prepare(_open, { quick }, contestant) {
    const { pipe } = await import("skein");
    const count = tripsOf(quick);
    return {
      async turn() {
        const [ours, theirs] = pipe<Item, Item>();
        const isAwaiting = contestant === awaiting;
        try {
          const [measured] = await together(
            () => (isAwaiting ? askAwaiting : askBlocking)(ours, count),
            () => (isAwaiting ? answerAwaiting : answerBlocking)(theirs, count),
          );
          return measured;
        } finally {
          ours.close();
          theirs.close();
        }
      },
      close: () => Promise.resolve(),
    };
  },
};

/** One message at a time, there and back. */
export const pingPong: readonly Question[] = [semaphores, pipes];

function ask(there: Semaphore, back: Semaphore, count: number): Measurement {
  return measureTrips(() => {
    there.release();
    back.acquireSync();
  }, count);
}

function answer(there: Semaphore, back: Semaphore, count: number): void {
  answerTrips(() => {
    there.acquireSync();
    back.release();
  }, count);
}

function askBlocking(connection: Connection<Item, Item>, count: number): Measurement {
  return measureTrips((index) => {
    connection.sendSync(item(index));
    mustEqual(connection.receiveSync().id, index);
  }, count);
}

function answerBlocking(connection: Connection<Item, Item>, count: number): void {
  answerTrips(() => connection.sendSync(connection.receiveSync()), count);
}

function askAwaiting(connection: Connection<Item, Item>, count: number): Promise<Measurement> {
  return measureAwaitedTrips(async (index) => {
    await connection.send(item(index));
    mustEqual((await connection.receive()).id, index);
  }, count);
}

function answerAwaiting(connection: Connection<Item, Item>, count: number): Promise<void> {
  return answerAwaitedTrips(async () => connection.send(await connection.receive()), count);
}
