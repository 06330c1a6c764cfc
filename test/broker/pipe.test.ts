import { pipeKind, type PipeSettings, type PipeState } from "../../src/channel/pipe-state.ts";
import { pipeContract, type PipeFixture, type PipeUser } from "../contracts/pipe.ts";
import { RemoteSpace, type RemoteParty } from "./remote-space.ts";

function userOf({ die, whileAlive }: RemoteParty, state: PipeState): PipeUser {
  return {
    open: async (side, ticket) => state.open(side, ticket),
    close: async (side) => state.close(side),
    travel: async (side) => state.travel(side),
    lose: async (side, ticket) => state.lose(side, ticket),
    tryPut: async (from, bytes) => state.tryPut(from, bytes),
    put: (from, bytes, limits) => whileAlive(state.put(from, bytes, limits)),
    tryTake: async (to) => state.tryTake(to),
    take: (to, limits) => whileAlive(state.take(to, limits)),
    isReadable: async (to) => state.isReadable(to),
    untilReadable: (to, limits) => whileAlive(state.untilReadable(to, limits)),
    die,
  };
}

async function makeFixture(settings: PipeSettings): Promise<PipeFixture> {
  const space = new RemoteSpace();
  const maker = space.join();
  const pipe = maker.host.create(pipeKind, settings, undefined);
  return {
    maker: userOf(maker, pipe.state),
    async join() {
      const party = space.join();
      return userOf(party, party.host.open(pipeKind, pipe.travel()).state);
    },
    end: () => space.end(),
  };
}

pipeContract("a pipe at the broker", makeFixture);
