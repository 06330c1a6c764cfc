import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Two connected sockets of one process, of the same kind as those between parent and child. */
export async function socketPair(): Promise<[Socket, Socket]> {
  const folder = mkdtempSync(join(tmpdir(), "skein-test-"));
  const server = createServer().listen(join(folder, "socket"));
  await once(server, "listening");
  const accepted = new Promise<Socket>((resolve) => {
    server.once("connection", resolve);
  });
  const left = connect(join(folder, "socket"));
  await once(left, "connect");
  const right = await accepted;
  server.close();
  rmSync(folder, { recursive: true, force: true });
  return [left, right];
}
