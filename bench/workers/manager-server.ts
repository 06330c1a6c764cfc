/** Serves the types of Python's SyncManager at the address given, until its input ends. */
import { syncManager } from "skein/manager";

const [address = ""] = process.argv.slice(2);
const server = await syncManager.serve({ address, authkey: "bench" });
console.log(JSON.stringify({ address: server.address, pid: process.pid }));
process.stdin.on("end", () => server.shutdown()).resume();
