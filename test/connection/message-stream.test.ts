import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
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

interface Told {
  readonly heard: readonly string[];
  readonly error: unknown;
}

/** What is told by a stream that is written to, and by no means that this has gone out. */
function told(socket: Socket, begin: (stream: MessageStream) => void, length = 10): Promise<Told> {
  const stream = new MessageStream(socket, 1000);
  const heard: string[] = [];
  return new Promise((resolve, reject) => {
    stream.use({
      message: (bytes) => heard.push(textOf(bytes)),
      end: (error) => resolve({ heard, error }),
      idle: () => reject(new Error("it should not be idle")),
      limit: () => Infinity,
    });
    begin(stream);
    stream.write(new Uint8Array(length));
  });
}

for (const texts of [[], ["one", "two"], ["a".repeat(100_000), "last"]]) {
  test(
    `${texts.length} messages are read before a write to who has closed fails`,
    { skip },
    async () => {
      const socket = await leftBy(texts);
      assert.deepEqual(await told(socket, (stream) => stream.begin()), {
        heard: texts,
        error: undefined,
      });
    },
  );
}

test(
  "that is so in a pause, too, and what the event loop has read comes first",
  { skip },
  async () => {
    const texts = ["a".repeat(30_000), "b".repeat(90_000), "last"];
    const socket = await leftBy(texts);
    socket.read(0);
    while (socket.readableLength === 0) await nextTurn();
    const { heard, error } = await told(socket, (stream) => {
      stream.begin();
      stream.pause();
    });
    assert.deepEqual(heard, texts);
    assert.equal(error, undefined);
  },
);

test("that is so whatever the length of what is written", { skip }, async () => {
  const socket = await leftBy(["last"]);
  const { heard, error } = await told(socket, (stream) => stream.begin(), 1_000_000);
  assert.deepEqual(heard, ["last"]);
  assert.equal(error, undefined);
});
