import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import { Value } from "../../src/sync/value.ts";
import type { ConnectionEvents, SocketConnection } from "../../src/web/socket-connection.ts";
import { SocketServer, type SocketServerOptions } from "../../src/web/socket-server.ts";
import { runs, TestFolder, until } from "./client.ts";

const quiet = { onReport() {} };

async function echo(connection: SocketConnection): Promise<void> {
  for await (const piece of connection) await connection.send(piece);
}

const events: ConnectionEvents = {
  data: (connection, piece) => void connection.write(piece),
};

/** Each of them is an echo server. */
const servers: ReadonlyMap<string, Omit<SocketServerOptions, "address">> = new Map([
  ["processes", { handler: echo, processes: 2, ...quiet }],
  ["processes with threads", { handler: echo, processes: 2, threads: 2, ...quiet }],
  ["threads", { handler: echo, model: "thread", threads: 2, ...quiet }],
  ["coroutines", { handler: echo, model: "coroutine" }],
  ["events", { handler: events }],
  [
    "events in processes",
    {
      handler: events,
      model: "process",
      processes: 2,
      ...quiet,
    },
  ],
]);

for (const [name, options] of servers) {
  describe(`an echo server of ${name}`, () => {
    test("gives back what each of many clients sends", async () => {
      await using server = new SocketServer({ address: 0, ...options });
      await server.start();
      const clients = Array.from({ length: 20 }, (_, index) => talk(server, `client ${index}`));
      const heard = await Promise.all(clients);
      heard.forEach((text, index) => assert.equal(text, `client ${index} `.repeat(10)));
      // Where memory can't be shared, the numbers come with the next beat.
      await until(() => {
        const { requests, connections } = server.statistics();
        return requests === 20 && connections === 0;
      });
      const { bytesRead, bytesWritten } = server.statistics();
      assert.equal(bytesRead, bytesWritten);
    });

    test("gives back more than any buffer holds, to a client that reads late", async () => {
      await using server = new SocketServer({ address: 0, ...options });
      await server.start();
      const socket = dial(server);
      const { length } = await flooded(socket, 20_000_000);
      assert.equal(length, 20_000_000);
    });

    test("ends the connections of clients that wait when it closes", async () => {
      const server = new SocketServer({ address: 0, ...options });
      await server.start();
      const socket = dial(server);
      socket.write("hello");
      await once(socket, "data");
      const ended = once(socket, "end");
      socket.resume();
      await server.close();
      await ended;
      await assert.rejects(once(dial(server), "connect"), { code: "ECONNREFUSED" });
    });
  });
}

test("who is killed is replaced, and a reload leaves no client unanswered", async () => {
  const handler = async (connection: SocketConnection): Promise<void> => {
    for await (const _piece of connection) await connection.send(String(process.pid));
  };
  await using server = new SocketServer({ address: 0, handler, processes: 2, ...quiet });
  await server.start();
  const before = server.workers;
  process.kill(before[0] ?? 0, "SIGKILL");
  await until(() => server.workers.length === 2 && server.workers[0] !== before[0]);
  await server.reload();
  assert.ok(server.workers.every((pid) => !before.includes(pid)));
  await until(() => before.every((pid) => !runs(pid)));
  const socket = dial(server);
  socket.write("who?");
  const [answer] = (await once(socket, "data")) as [Buffer];
  assert.ok(server.workers.includes(Number(answer)));
  socket.destroy();
});

test("a handler that throws ends its connection and no other", async () => {
  const handler = async (connection: SocketConnection): Promise<void> => {
    if (String(await connection.receive()) === "throw") throw new Error("asked for");
    await connection.send("fine");
  };
  await using server = new SocketServer({ address: 0, handler, model: "coroutine" });
  await server.start();
  const [good, bad] = [dial(server), dial(server)];
  bad.write("throw");
  bad.on("error", () => {});
  await once(bad, "close");
  good.write("hello");
  assert.equal(String(((await once(good, "data")) as [Buffer])[0]), "fine");
  assert.equal(server.statistics().errors, 1);
});

test("a connection is received from within limits, and tells when it is lost", async () => {
  const [timeouts, losses] = [new Value("int32"), new Value("int32")];
  const handler = async (connection: SocketConnection): Promise<void> => {
    await connection.receive({ timeout: 10 }).catch(({ code }: { code: string }) => {
      if (code === "ERR_SKEIN_TIMEOUT") timeouts.add(1);
    });
    await connection.send("now");
    assert.equal(String(await connection.receive()), "late");
    await connection.send("got it");
    await connection.receive().catch(({ code }: { code: string }) => {
      if (code === "ERR_SKEIN_CONNECTION_LOST") losses.add(1);
    });
  };
  await using server = new SocketServer({ address: 0, handler, processes: 1, ...quiet });
  await server.start();
  const socket = dial(server);
  await once(socket, "data");
  assert.equal(timeouts.value, 1);
  socket.write("late");
  assert.equal(String(((await once(socket, "data")) as [Buffer])[0]), "got it");
  socket.resetAndDestroy();
  await until(() => losses.value === 1);
});

test("a Unix socket will do, and is refused while somebody listens there", async () => {
  using folder = new TestFolder();
  const address = `unix:${folder.path}/echo.sock`;
  for (const model of ["process", "coroutine"] as const) {
    const server = new SocketServer({ address, handler: echo, model, ...quiet });
    await server.start();
    assert.equal(server.address, address);
    assert.equal(await talk(server, "x"), "x ".repeat(10));
    const second = new SocketServer({ address, handler: echo, model, ...quiet });
    await assert.rejects(second.start(), { code: "EADDRINUSE" });
    await second.close();
    await server.close();
  }
});

test("what can't work is refused at once, and named", async () => {
  const wrong: [SocketServerOptions, RegExp][] = [
    [{ address: "nowhere", handler: echo }, /no address/],
    [{ address: 0, handler: echo, model: "event" }, /there is "coroutine"/],
    [{ address: 0, handler: { data() {} }, model: "coroutine" }, /is for "event"/],
    [{ address: 0, handler: echo, model: "coroutine", threads: 2 }, /has no processes and threads/],
    // @ts-expect-error: there is no such model.
    [{ address: 0, handler: echo, model: "magic" }, /not 'magic'/],
    // @ts-expect-error: a handler is no number.
    [{ address: 0, handler: 5 }, /handler must be a function/],
  ];
  for (const [options, message] of wrong)
    assert.throws(
      () => new SocketServer(options),
      (error: unknown) => error instanceof MisuseError && message.test(error.message),
    );
  const server = new SocketServer({ address: 0, handler: echo, model: "coroutine" });
  assert.throws(() => server.address, MisuseError);
  await server.start();
  await assert.rejects(server.start(), MisuseError);
  await assert.rejects(server.reload(), MisuseError);
  await server.close();
  await server.close();
});

function dial({ address }: SocketServer): Socket {
  if (address.startsWith("unix:")) return connect(address.slice("unix:".length));
  const [host, port] = address.split(":");
  return connect(Number(port), host);
}

/** Says something ten times, each time when the last is back; gives all that came back. */
async function talk(server: SocketServer, text: string): Promise<string> {
  const socket = dial(server);
  let heard = "";
  for (let times = 0; times < 10; times += 1) {
    socket.write(`${text} `);
    const goal = heard.length + text.length + 1;
    while (heard.length < goal) heard += String(((await once(socket, "data")) as [Buffer])[0]);
  }
  socket.end();
  await once(socket, "close");
  return heard;
}

/** Sends so many bytes before it reads any; gives what came back. */
async function flooded(socket: Socket, bytes: number): Promise<Buffer> {
  const piece = Buffer.alloc(100_000, "x");
  const pieces: Buffer[] = [];
  for (let sent = 0; sent < bytes; sent += piece.length) socket.write(piece);
  // What the system's own buffers don't hold waits here, and in the server.
  await until(() => socket.writableLength < bytes && socket.connecting === false);
  socket.end();
  for await (const each of socket) pieces.push(each as Buffer);
  return Buffer.concat(pieces);
}
