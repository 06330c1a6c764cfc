import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { rowLength, slot, type Row } from "../../src/web/counters.ts";
import { openHttpLane } from "../../src/web/http-lane.ts";
import type { LaneContext } from "../../src/web/lane.ts";
import { openListeningSocket } from "../../src/web/listening-socket.ts";
import { openSocketLane } from "../../src/web/socket-lane.ts";
import { latency, traffic } from "../../src/web/statistics.ts";

// Readers look at a lane's numbers from another process, at any moment: also in the midst of what it counts at an end.

test("the bytes of a connection have been counted before the connection is off the count", async () => {
  const { row, whenFell } = watchedRow();
  await using place = await openPlace(row);
  const handler = {
    data: (connection: { write(data: Buffer): void }, piece: Buffer) => connection.write(piece),
  };
  const lane = await openSocketLane({ kind: "socket", handler, backlog: 10 }, place.context);
  assert.equal(await talk(place.port, "hello"), "hello");
  await lane.drain({ hasty: true });
  for (const index of [slot.inFlight, slot.connections]) {
    const { bytesRead, bytesWritten } = traffic(whenFell(index));
    assert.deepEqual([bytesRead, bytesWritten], [5, 5]);
  }
});

test("an answer has been counted before its request is off the count", async () => {
  const { row, whenFell } = watchedRow();
  await using place = await openPlace(row);
  const fetch = (): Response => new Response("no", { status: 500 });
  const lane = await openHttpLane(
    {
      kind: "http",
      app: { kind: "value", value: { fetch } },
      limits: {
        headersTimeout: 0,
        requestTimeout: 0,
        keepAliveTimeout: 0,
        maxHeaderSize: 16_384,
        maxBodySize: undefined,
        backlog: 10,
      },
      tls: undefined,
      accessLog: undefined,
      onUpgrade: undefined,
      multithread: false,
      multiprocess: false,
    },
    place.context,
  );
  const request = "GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
  const answer = await talk(place.port, request);
  await lane.drain({ hasty: true });
  const answered = whenFell(slot.inFlight);
  assert.equal(traffic(answered).errors, 1);
  assert.equal(
    latency(answered).counts.reduce((sum, count) => sum + count, 0),
    1,
  );
  const { bytesRead, bytesWritten } = traffic(whenFell(slot.connections));
  assert.deepEqual([bytesRead, bytesWritten], [request.length, answer.length]);
});

/** A row that keeps what stood in it when one of its numbers fell. */
function watchedRow(): { readonly row: Row; readonly whenFell: (index: number) => Row } {
  const falls = new Map<number, Row>();
  const row = new Proxy(new Float64Array(rowLength), {
    get: (target, key): unknown => Reflect.get(target, key),
    set(target, key, value: number) {
      const index = Number(key);
      if (value < (target[index] ?? 0)) falls.set(index, target.slice());
      return Reflect.set(target, key, value);
    },
  });
  return {
    row,
    whenFell(index) {
      const fallen = falls.get(index);
      assert.ok(fallen, `number ${index} never fell`);
      return fallen;
    },
  };
}

interface Place extends AsyncDisposable {
  readonly port: number;
  readonly context: LaneContext;
}

async function openPlace(row: Row): Promise<Place> {
  const listening = await openListeningSocket({ kind: "tcp", host: "127.0.0.1", port: 0 });
  const { address, descriptor } = listening;
  assert.ok(address.kind === "tcp");
  return {
    port: address.port,
    context: { descriptors: [descriptor], row, share: undefined, served() {} },
    async [Symbol.asyncDispose]() {
      listening.close();
    },
  };
}

/** Sends this and ends; gives all that came back. */
async function talk(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.setEncoding("utf8");
  socket.on("data", (piece) => (heard += String(piece)));
  socket.end(text);
  await once(socket, "close");
  return heard;
}
