import { syncManager } from "../../src/manager/sync-manager-definition.ts";
import { managerContract } from "../contracts/manager.ts";

const authkey = "the key of a test";

for (const place of ["process", "thread"] as const) {
  managerContract(`a manager of Skein's in a ${place}`, async () => {
    const started = await syncManager.start({ in: place, authkey });
    return { options: { address: started.address, authkey }, stop: () => started.shutdown() };
  });
}

managerContract("a manager of Skein's in this event loop, over TCP", async () => {
  const server = await syncManager.serve({ address: "127.0.0.1:0", authkey });
  return { options: { address: server.address, authkey }, stop: async () => server.shutdown() };
});
