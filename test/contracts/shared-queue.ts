import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { QueueSettings, QueueState } from "../../src/channel/queue-state.ts";
import { ClosedError } from "../../src/errors.ts";
import type { Block, Memory } from "../../src/memory/memory.ts";
import type { SharedKind } from "../../src/sync/shared-object.ts";
import { queueContract } from "./queue.ts";

/** Two parties of one memory; they may be the same. */
export interface QueueParties {
  readonly here: Memory;
  readonly there: Memory;
}

export interface SharedQueueCase {
  readonly kind: SharedKind<QueueState, QueueSettings>;
  /** Whether the item that was put last comes first. */
  readonly lastFirst: boolean;
  readonly makeParties: () => QueueParties;
}

interface Made {
  readonly here: QueueState;
  readonly there: QueueState;
  readonly release: () => void;
}

const item = (number: number): Uint8Array => Uint8Array.of(number, 1, 2);
const numberOf = (bytes: Uint8Array | undefined): number | undefined => bytes?.[0];

/** What the state of every queue in shared memory does. Priorities are all the same here. */
export function sharedQueueContract(
  name: string,
  { kind, lastFirst, makeParties }: SharedQueueCase,
): void {
  const make = (maxSize = Infinity): Made => {
    const { here, there } = makeParties();
    const block = here.allocate({ kind: kind.code, bytes: kind.bytes({ maxSize }) });
    kind.prepare(block, { maxSize });
    const same = there.open(block.reference);
    return {
      here: kind.open(block),
      there: kind.open(same),
      release() {
        block.release();
        same.release();
      },
    };
  };
  queueContract(name, { lastFirst, make });

  describe(`${name}: a queue in memory`, () => {
    test("keeps the bytes of those who wait for room, in their order", async () => {
      const { here, there, release } = make(1);
      const bytes = item(0);
      const puts: Promise<true>[] = [];
      for (let number = 0; number < 5; number += 1) {
        bytes[0] = number;
        puts.push(here.put(bytes, 0, {}));
      }
      bytes[0] = 99;
      // It would get ahead of the others.
      assert.equal(here.tryPut(item(98), 0), false);
      for (let number = 0; number < 5; number += 1)
        assert.equal(numberOf(await there.get({})), number);
      await Promise.all(puts);
      release();
    });

    test("is freed with all its parts when everybody has let go of it", () => {
      const { here, there } = makeParties();
      const made: Block[] = [];
      const allocate = here.allocate.bind(here);
      here.allocate = (options) => {
        const part = allocate(options);
        made.push(part);
        return part;
      };
      const settings = { maxSize: Infinity };
      const block = here.allocate({ kind: kind.code, bytes: kind.bytes(settings) });
      kind.prepare(block, settings);
      const state = kind.open(block);
      for (let number = 0; number < 200; number += 1) state.tryPut(new Uint8Array(200), 0);
      here.allocate = allocate;
      const same = there.open(block.reference);
      const other = kind.open(same);
      for (let number = 0; number < 150; number += 1) other.tryGet();
      assert.ok(made.length > 2);
      state.letGo();
      block.release();
      assert.equal(other.size(), 50);
      other.letGo();
      same.release();
      for (const { reference } of made) assert.throws(() => here.open(reference), ClosedError);
    });

    test("ends the waits of who lets go of it", async () => {
      const { here, there, release } = make(1);
      const got = [here.get({}), here.untilReadable({}), here.get({ signal: AbortSignal.any([]) })];
      here.letGo();
      for (const wait of got) await assert.rejects(wait, ClosedError);
      there.tryPut(item(1), 0);
      await assert.rejects(here.put(item(2), 0, {}), ClosedError);
      await assert.rejects(here.join({}), ClosedError);
      assert.equal(there.size(), 1);
      release();
    });
  });
}
