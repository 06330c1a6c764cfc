import { conditionKind, type ConditionState } from "../../src/sync/condition-state.ts";
import {
  conditionContract,
  type ConditionFixture,
  type ConditionUser,
} from "../contracts/condition.ts";
import { RemoteSpace, type RemoteParty } from "./remote-space.ts";

function userOf({ die, whileAlive }: RemoteParty, state: ConditionState): ConditionUser {
  return {
    enter: async () => state.enter(),
    wait: (ticket, limits) => whileAlive(state.wait(ticket, limits)),
    leave: async (ticket) => state.leave(ticket),
    notify: async (count) => state.notify(count),
    waiting: async () => state.waiting(),
    die,
  };
}

async function makeFixture(): Promise<ConditionFixture> {
  const space = new RemoteSpace();
  const condition = space.join().host.create(conditionKind, undefined, undefined);
  return {
    async join() {
      const party = space.join();
      return userOf(party, party.host.open(conditionKind, condition.travel()).state);
    },
    end: () => space.end(),
  };
}

conditionContract("a condition at the broker", makeFixture);
