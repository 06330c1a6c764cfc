import assert from "node:assert/strict";
import { test } from "node:test";
import { addKind } from "../../src/broker/known-kinds.ts";
import { Process, Thread } from "../../src/index.ts";
import type { LocalMemory } from "../../src/memory/local-memory.ts";
import type { BlockReference } from "../../src/memory/memory.ts";
import { programMemory } from "../../src/memory/program-memory.ts";
import { makeTally, reviveTally, tallyKind } from "../broker/tally.ts";

process.env["SKEIN_MEMORY"] = "broker";
addKind(tallyKind);

const rounds = 30;
const usersOfEach = 3;

async function useAsync(reference: BlockReference): Promise<never> {
  const { state } = reviveTally(reference);
  for (;;) {
    await state.acquire();
    state.add();
    state.release();
  }
}

function useSync(reference: BlockReference): never {
  const { state } = reviveTally(reference);
  for (;;) {
    state.acquireSync();
    state.add();
    state.release();
  }
}

test("whoever is killed whenever, the others get the lock, and nothing is left of the dead", async () => {
  const { space } = programMemory() as LocalMemory;
  const tally = makeTally();
  for (let round = 0; round < rounds; round += 1) {
    const args: [BlockReference] = [tally.travel()];
    const users = Array.from({ length: usersOfEach }, (_, index) => {
      const target = index % 2 === 0 ? useAsync : useSync;
      return [new Process({ target, args }), new Thread({ target, args, dedicated: true })];
    }).flat();
    for (const user of users) user.start();
    for (const user of users) {
      const before = tally.state.count;
      while (tally.state.count < before + 20) await new Promise(setImmediate);
      user.kill();
    }
    await Promise.all(users.map((user) => user.join()));
    await tally.state.acquire({ timeout: 30_000 });
    tally.state.release();
  }
  while (space.parties.filter((party) => party !== undefined).length > 1)
    await new Promise(setImmediate);
  assert.equal(tally.state.waiters(), 0);
  assert.equal(space.cells.size, 1);
});
