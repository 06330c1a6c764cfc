import { barrierKind, type BarrierState } from "../../src/sync/barrier-state.ts";
import type { BarrierFixture, BarrierUser } from "../contracts/barrier.ts";
import { mortalBarrierContract } from "../contracts/barrier-deaths.ts";
import { RemoteSpace, type RemoteParty } from "./remote-space.ts";

function userOf({ die, whileAlive }: RemoteParty, state: BarrierState): BarrierUser {
  return {
    wait: (acts, limits) => whileAlive(state.wait(acts, limits)),
    release: async () => state.release(),
    fail: async () => state.fail(),
    abort: async () => state.abort(),
    reset: async () => state.reset(),
    waiting: async () => state.waiting(),
    isBroken: async () => state.isBroken(),
    die,
  };
}

async function makeFixture(parties: number): Promise<BarrierFixture> {
  const space = new RemoteSpace();
  const barrier = space.join().host.create(barrierKind, { parties }, undefined);
  return {
    async join() {
      const party = space.join();
      return userOf(party, party.host.open(barrierKind, barrier.travel()).state);
    },
    end: () => space.end(),
  };
}

mortalBarrierContract("a barrier at the broker", makeFixture);
