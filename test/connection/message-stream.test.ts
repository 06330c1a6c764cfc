import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { headOf } from "../../src/connection/frame-writer.ts";
import { MessageStream } from "../../src/connection/message-stream.ts";
import { loadLibc } from "../../src/memory/libc.ts";
import { textOf } from "./pairs.ts";

const skip = loadLibc() === undefined && "the C library can't be called here";

/** A socket whose other end has sent some messages and has closed; the event loop has read nothing. */
async function leftBy(messages: readonly string[]): Promise<Socket> {
  const folder = mkdtempSync(join(tmpdir(), "skein-test-"));
  const path = join(folder, "socket");
  const server = createServer({ pauseOnConnect: true }).listen(path);
  await once(server, "listening");
  const other = connect(path);
  const socket = await new Promise<Socket>((resolve) => server.once("connection", resolve));
  for (const text of messages) other.write(Buffer.concat([headOf(text.length), Buffer.from(text)]));
  other.destroySoon();
  await once(other, "close");
  server.close();
  rmSync(folder, { recursive: true, force: true });
  return socket;
}

for (const texts of [[], ["one", "two"], ["a".repeat(100_000), "last"]]) {
  test(
    `${texts.length} messages are read before a write to who has closed fails`,
    { skip },
    async () => {
      const stream = new MessageStream(await leftBy(texts), 1000);
      const heard: string[] = [];
      const isIdle: boolean[] = [];
      const error = await new Promise((resolve) => {
        stream.use({
          message: (bytes) => heard.push(textOf(bytes)),
          end: resolve,
          idle: () => isIdle.push(true),
          limit: () => Infinity,
        });
        stream.begin();
        stream.write(Buffer.from("too late"));
      });
      assert.equal(error, undefined);
      assert.deepEqual(heard, texts);
      assert.deepEqual(isIdle, []);
    },
  );
}
