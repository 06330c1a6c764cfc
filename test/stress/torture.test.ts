import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Lock, Process, Queue, QueueEmptyError, SharedArray, Thread } from "../../src/index.ts";

/** How many workers are killed. */
const KILLS = Number(process.env["SKEIN_KILLS"] ?? 500);
/** How many producers there can be, killed ones included. */
const MOST_PRODUCERS = 2_000;
/** How many messages of each are followed. */
const MOST_MESSAGES = 4_000;
/** Messages that must have arrived between two kills: nothing stands still. */
const BETWEEN_KILLS = 5;

/** What a message is: who sent it, its number, a sum of what is in it, and that. */
type Message = readonly [producer: number, number: number, sum: number, content: Uint8Array];

/** Counters that all share; see `Tally`. */
const tallies = ["received", "corrupt", "twice", "torn", "recovered", "rounds"] as const;
type Tally = (typeof tallies)[number];

for (const Child of [Process, Thread]) {
  describe(`producers, consumers and holders of a lock that are ${Child.name}es being killed`, () => {
    const queue = new Queue<Message>();
    const lock = new Lock();
    const pair = new SharedArray("int32", 2, { lock: false });
    const counts = new SharedArray("int32", tallies.length, { lock: false });
    /** How many messages of each producer have been accepted, as far as it got to say so. */
    const accepted = new SharedArray("int32", MOST_PRODUCERS, { lock: false });
    const seen = new SharedArray("int8", MOST_PRODUCERS * MOST_MESSAGES, { lock: false });
    let producers = 0;
    let killedConsumers = 0;

    const count = (what: Tally): void => void counts.add(tallies.indexOf(what), 1);
    const counted = (what: Tally): number => counts.get(tallies.indexOf(what));

    const useLock = (): void => {
      using guard = lock.acquireSync();
      if (guard.recovered) {
        count("recovered");
        pair.set(1, pair.get(0));
      }
      if (pair.get(0) !== pair.get(1)) count("torn");
      pair.set(0, pair.get(0) + 1);
      busy(20_000);
      pair.set(1, pair.get(1) + 1);
      count("rounds");
    };

    const produce = (producer: number): void => {
      for (let number = 0; number < MOST_MESSAGES; number += 1) {
        const content = randomBytes(Math.random() < 0.1 ? 2_000_000 : 5_000);
        while (queue.size > 20) useLock();
        queue.putSync([producer, number, sumOf(content), content]);
        accepted.add(producer, 1);
        useLock();
      }
    };

    const receive = ([producer, number, sum, content]: Message): void => {
      if (sumOf(content) !== sum) count("corrupt");
      if (seen.add(producer * MOST_MESSAGES + number, 1) !== 0) count("twice");
      count("received");
    };

    const consume = (): void => {
      for (;;) {
        receive(queue.getSync());
        useLock();
      }
    };

    const start = (role: "producer" | "consumer"): InstanceType<typeof Child> => {
      const options = { daemon: true, dedicated: true };
      const child =
        role === "producer"
          ? new Child({ target: produce, args: [producers++], ...options })
          : new Child({ target: consume, ...options });
      child.start();
      return child;
    };

    const kill = async (child: InstanceType<typeof Child>): Promise<void> => {
      child.kill();
      await child.join();
    };

    after(() => {
      for (const each of [queue, lock, pair, counts, accepted, seen]) each.close();
    });

    before(() => assert.ok(KILLS < MOST_PRODUCERS - 10));

    // A program that stands still shall fail, not wait for ever.
    const limits = { timeout: 120_000 + KILLS * 1_000 };

    it(
      `loses, doubles and tears nothing, and doesn't stand still, in ${KILLS} kills`,
      limits,
      async () => {
        const roles = ["producer", "producer", "consumer"] as const;
        const children = roles.map(start);
        for (let round = 0; round < KILLS; round += 1) {
          // This thread consumes, too, in its event loop.
          for (let message = 0; message < BETWEEN_KILLS; message += 1) receive(await queue.get());
          const index = round % roles.length;
          const [role, victim] = [roles[index], children[index]];
          assert.ok(role !== undefined && victim !== undefined);
          await kill(victim);
          if (role === "consumer") killedConsumers += 1;
          children[index] = start(role);
        }
        for (const child of children) await kill(child);
        killedConsumers += 1;

        // What is left in the queue belongs to whoever comes.
        for (;;) {
          try {
            receive(queue.tryGet());
          } catch (error) {
            if (error instanceof QueueEmptyError) break;
            throw error;
          }
        }
        assert.equal(counted("corrupt"), 0);
        assert.equal(counted("twice"), 0);
        assert.equal(counted("torn"), 0);
        assert.ok(counted("rounds") > 0);
        // A consumer that is killed may take along the one message that it has in its hands.
        assert.ok(lost() <= killedConsumers, `${lost()} lost, ${killedConsumers} consumers killed`);

        using guard = await lock.acquire({ timeout: 10_000 });
        assert.equal(typeof guard.recovered, "boolean");
        await queue.put([0, 0, 0, new Uint8Array(1)]);
        assert.deepEqual((await queue.get())[3], new Uint8Array(1));
      },
    );

    /** Messages that were accepted and never arrived. */
    function lost(): number {
      let missing = 0;
      for (let producer = 0; producer < producers; producer += 1) {
        for (let number = 0; number < accepted.get(producer); number += 1) {
          if (seen.get(producer * MOST_MESSAGES + number) === 0) missing += 1;
        }
      }
      return missing;
    }
  });
}

function randomBytes(most: number): Uint8Array {
  return new Uint8Array(Math.ceil(Math.random() * most)).fill(Math.random() * 256);
}

function sumOf(bytes: Uint8Array): number {
  let sum = bytes.length;
  for (let index = 0; index < bytes.length; index += 61) sum = (sum * 31 + (bytes[index] ?? 0)) | 0;
  return sum;
}

function busy(rounds: number): number {
  let sum = 0;
  for (let round = 0; round < rounds; round += 1) sum = (sum + round) | 0;
  return sum;
}
