import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PipeSettings, Side } from "../../src/channel/pipe-state.ts";
import { ClosedError, EndOfPipeError, TimeoutError } from "../../src/errors.ts";
import type { WaitLimits } from "../../src/memory/memory.ts";

/** One thread that uses a pipe, wherever it is. What never waits may have to be asked for from afar, and so waits here. */
export interface PipeUser {
  open(side: Side, ticket: number): Promise<void>;
  close(side: Side): Promise<void>;
  travel(side: Side): Promise<number>;
  lose(side: Side, ticket: number): Promise<void>;
  tryPut(from: Side, bytes: Uint8Array): Promise<boolean>;
  put(from: Side, bytes: Uint8Array, limits: WaitLimits): Promise<unknown>;
  tryTake(to: Side): Promise<Uint8Array | undefined>;
  take(to: Side, limits: WaitLimits): Promise<Uint8Array>;
  isReadable(to: Side): Promise<boolean>;
  untilReadable(to: Side, limits: WaitLimits): Promise<unknown>;
  /** Ends at once, without closing anything. */
  die(): Promise<void>;
}

/** A pipe and threads that can use it. */
export interface PipeFixture {
  /** Has made the pipe, so that it has both ends open. */
  readonly maker: PipeUser;
  /** Another thread; it has opened neither end yet. */
  join(): Promise<PipeUser>;
  /** All of its users end. */
  end(): Promise<void>;
}

const settings: PipeSettings = { capacity: 1_000, duplex: true };

const bytesOf = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
const filled = (length: number, byte = 0): Uint8Array => new Uint8Array(length).fill(byte);

/** The bytes are what counts: they may come as a Buffer. */
function assertBytes(actual: Uint8Array | undefined, expected: Uint8Array): void {
  assert.deepEqual(actual && Uint8Array.from(actual), expected);
}

/** What every pipe does, whoever uses it. */
export function pipeContract(
  name: string,
  make: (settings: PipeSettings) => Promise<PipeFixture>,
): void {
  /** A pipe whose first end one thread has, and whose second end another one. */
  async function makeApart(): Promise<{ near: PipeUser; far: PipeUser; fixture: PipeFixture }> {
    const fixture = await make(settings);
    const near = fixture.maker;
    const far = await fixture.join();
    await far.open(1, await near.travel(1));
    await near.close(1);
    return { near, far, fixture };
  }

  const check = (title: string, body: (parts: Apart) => Promise<void>): void => {
    test(title, async () => {
      const apart = await makeApart();
      try {
        await body(apart);
      } finally {
        await apart.fixture.end();
      }
    });
  };

  describe(`${name}: messages`, () => {
    check("arrive whole and in order, each once", async ({ near, far }) => {
      for (const length of [3, 1, 20]) assert.ok(await near.tryPut(0, filled(length, length)));
      for (const length of [3, 1, 20]) assertBytes(await far.take(1, {}), filled(length, length));
      assert.equal(await far.tryTake(1), undefined);
    });

    check("may be empty", async ({ near, far }) => {
      assert.equal(await near.tryPut(0, bytesOf()), true);
      assert.equal(await near.tryPut(0, bytesOf()), true);
      assert.equal(await far.isReadable(1), true);
      assertBytes(await far.take(1, {}), bytesOf());
      assertBytes(await far.take(1, {}), bytesOf());
      assert.equal(await far.isReadable(1), false);
    });

    check("go both ways at a time", async ({ near, far }) => {
      await near.put(0, bytesOf(1), {});
      await far.put(1, bytesOf(2), {});
      assertBytes(await near.take(0, {}), bytesOf(2));
      assertBytes(await far.take(1, {}), bytesOf(1));
    });

    check("are waited for", async ({ near, far }) => {
      const taken = far.take(1, {});
      await near.put(0, bytesOf(5), {});
      assertBytes(await taken, bytesOf(5));
    });

    check("wait until there is room", async ({ near, far }) => {
      await near.put(0, filled(600, 1), {});
      assert.equal(await near.tryPut(0, filled(600, 2)), false);
      const put = near.put(0, filled(600, 2), {});
      assertBytes(await far.take(1, {}), filled(600, 1));
      await put;
      assertBytes(await far.take(1, {}), filled(600, 2));
    });

    check("that are bigger than the capacity go alone", async ({ near, far }) => {
      assert.equal(await near.tryPut(0, filled(5_000, 1)), true);
      assert.equal(await near.tryPut(0, bytesOf(2)), false);
      const put = near.put(0, filled(7_000, 3), {});
      assertBytes(await far.take(1, {}), filled(5_000, 1));
      await put;
      assertBytes(await far.take(1, {}), filled(7_000, 3));
    });

    check("of one thread don't overtake each other", async ({ near, far }) => {
      await near.put(0, filled(900, 1), {});
      const puts = [near.put(0, filled(800, 2), {}), near.put(0, filled(1, 3), {})];
      assert.equal(await near.tryPut(0, filled(1, 4)), false);
      const order: number[] = [];
      for (let left = 3; left > 0; left -= 1) order.push((await far.take(1, {}))[0] ?? 0);
      await Promise.all(puts);
      assert.deepEqual(order, [1, 2, 3]);
    });

    check(
      "that are no longer to be sent aren't, and let the next one go",
      async ({ near, far }) => {
        await near.put(0, filled(900, 1), {});
        const giveUp = new AbortController();
        const big = near.put(0, filled(800, 2), { signal: giveUp.signal });
        const small = near.put(0, filled(1, 3), {});
        const reason = new Error("given up");
        giveUp.abort(reason);
        await assert.rejects(big, reason);
        await small;
        assert.equal((await far.take(1, {}))[0], 1);
        assert.equal((await far.take(1, {}))[0], 3);
        assert.equal(await far.tryTake(1), undefined);
      },
    );

    check("aren't lost with those who no longer wait for them", async ({ near, far }) => {
      const giveUp = new AbortController();
      const waits = [
        far.take(1, { signal: giveUp.signal }),
        far.take(1, { timeout: 1 }),
        far.untilReadable(1, { timeout: 1 }),
      ];
      const ends = waits.map((wait) => wait.then(() => "got it", String));
      assert.match((await ends[1]) ?? "", /^TimeoutError/);
      assert.match((await ends[2]) ?? "", /^TimeoutError/);
      giveUp.abort("given up");
      await near.put(0, bytesOf(1), {});
      assert.equal(await ends[0], "given up");
      assertBytes(await far.take(1, { timeout: 60_000 }), bytesOf(1));
      await assert.rejects(far.take(1, { timeout: 0 }), TimeoutError);
    });

    check(
      "come to those who take them past those who only look",
      async ({ near, far, fixture }) => {
        const other = await fixture.join();
        await other.open(1, await far.travel(1));
        for (const [looker, taker] of [
          [far, other],
          [other, far],
        ] as const) {
          // The one who looks may be the one who is called.
          const looked = looker.untilReadable(1, {});
          const taken = taker.take(1, {});
          await near.put(0, bytesOf(1), {});
          assertBytes(await taken, bytesOf(1));
          // Whoever found nothing any more goes on looking.
          await near.put(0, bytesOf(2), {});
          await looked;
          assertBytes(await far.take(1, {}), bytesOf(2));
        }
      },
    );
  });

  describe(`${name}: the end`, () => {
    check("comes after the last message", async ({ near, far }) => {
      await near.put(0, bytesOf(1), {});
      await near.put(0, bytesOf(2), {});
      await near.close(0);
      assertBytes(await far.take(1, {}), bytesOf(1));
      assertBytes(await far.tryTake(1), bytesOf(2));
      assert.equal(await far.isReadable(1), true);
      await assert.rejects(far.take(1, {}), EndOfPipeError);
      await assert.rejects(far.tryTake(1), EndOfPipeError);
      await assert.rejects(far.put(1, bytesOf(1), {}), EndOfPipeError);
      await assert.rejects(far.tryPut(1, bytesOf(1)), EndOfPipeError);
    });

    check("is told to all who wait, and to those who look", async ({ near, far }) => {
      await far.put(1, filled(900), {});
      const waits = [far.take(1, {}), far.take(1, {}), far.put(1, filled(900), {})];
      const look = far.untilReadable(1, {});
      await near.close(0);
      for (const wait of waits) await assert.rejects(wait, EndOfPipeError);
      await look;
    });

    check("comes when the last of several has closed", async ({ near, far, fixture }) => {
      const other = await fixture.join();
      await other.open(0, await near.travel(0));
      // Twice in one thread counts twice.
      await other.open(0, await near.travel(0));
      const end = assert.rejects(far.take(1, {}), EndOfPipeError);
      await near.close(0);
      assert.equal(await far.isReadable(1), false);
      await other.close(0);
      assert.equal(await far.isReadable(1), false);
      await other.close(0);
      await end;
    });

    check("comes when the other side has died", async ({ near, far }) => {
      await far.put(1, filled(900), {});
      await far.put(1, bytesOf(7), {});
      const put = assert.rejects(
        near.put(0, filled(1_001), {}).then(() => near.put(0, filled(1_001), {})),
        EndOfPipeError,
      );
      await far.die();
      await put;
      assertBytes(await near.take(0, {}), filled(900));
      assertBytes(await near.take(0, {}), bytesOf(7));
      await assert.rejects(near.take(0, {}), EndOfPipeError);
    });

    check("is told to those who wait for one that has died", async ({ near, far }) => {
      const ends = [near.take(0, {}), near.untilReadable(0, {}).then(() => near.take(0, {}))];
      const told = ends.map((end) => assert.rejects(end, EndOfPipeError));
      await far.die();
      await Promise.all(told);
    });

    check("doesn't come while a copy is under way", async ({ near, far, fixture }) => {
      const ticket = await near.travel(0);
      await near.close(0);
      assert.equal(await far.isReadable(1), false);
      assert.equal(await far.tryTake(1), undefined);
      const heir = await fixture.join();
      await heir.open(0, ticket);
      await heir.put(0, bytesOf(9), {});
      await heir.close(0);
      assertBytes(await far.take(1, {}), bytesOf(9));
      await assert.rejects(far.take(1, {}), EndOfPipeError);
    });

    check("comes though a copy arrived several times", async ({ near, far, fixture }) => {
      const ticket = await near.travel(0);
      const heir = await fixture.join();
      const second = await near.travel(0);
      await near.close(0);
      await heir.open(0, ticket);
      await heir.open(0, ticket);
      await heir.close(0);
      await heir.close(0);
      assert.equal(await far.isReadable(1), false);
      await heir.open(0, second);
      await heir.close(0);
      await assert.rejects(far.take(1, {}), EndOfPipeError);
    });

    check("comes when whoever a copy was sent to is known to have ended", async ({ near, far }) => {
      const tickets = [await near.travel(0), await near.travel(0)];
      const end = assert.rejects(far.take(1, {}), EndOfPipeError);
      await near.open(0, tickets[0] ?? 0);
      await near.lose(0, tickets[0] ?? 0);
      await near.close(0);
      await near.close(0);
      assert.equal(await far.isReadable(1), false);
      await near.lose(0, tickets[1] ?? 0);
      await end;
    });

    check("is final", async ({ near, far }) => {
      const ticket = await near.travel(0);
      await near.open(0, ticket);
      await near.close(0);
      await near.close(0);
      await assert.rejects(near.open(0, ticket), ClosedError);
      await assert.rejects(far.take(1, {}), EndOfPipeError);
    });
  });
}

interface Apart {
  readonly near: PipeUser;
  readonly far: PipeUser;
  readonly fixture: PipeFixture;
}
