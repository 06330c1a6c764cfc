import assert from "node:assert/strict";
import { get, type IncomingMessage, type ServerResponse } from "node:http";
import { describe, test } from "node:test";
import { AccessLog } from "../../../src/web/application/access-log.ts";
import type { AccessFormat } from "../../../src/web/application/access-line.ts";
import { received, send, served, until } from "./served.ts";

interface Logged {
  readonly log: AccessLog;
  readonly writes: string[];
}

function logged(format?: AccessFormat): Logged {
  const writes: string[] = [];
  return { log: new AccessLog({ format, write: (lines) => writes.push(lines) }), writes };
}

const hello = { fetch: () => new Response("héllo") };
const time = /\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\]/.source;

describe("an access log", () => {
  for (const [format, end] of [
    ["common", ""],
    ["combined", ' "http://from\\.example/" "test \\\\"1\\\\""'],
  ] as const) {
    test(`in the ${format} format has the fields of Apache's, in bytes and with quotes escaped`, async () => {
      const { log, writes } = logged(format);
      await using server = await served(hello, { accessLog: log });
      const headers = { referer: "http://from.example/", "user-agent": 'test "1"' };
      await fetch(`${server.url}/a?b=%22`, { headers });
      await until(() => writes.length > 0);
      assert.match(
        writes.join(""),
        new RegExp(`^127\\.0\\.0\\.1 - - ${time} "GET /a\\?b=%22 HTTP/1\\.1" 200 6${end}\n$`),
      );
    });
  }

  test("as JSON has an object per line", async () => {
    const { log, writes } = logged("json");
    await using server = await served(hello, { accessLog: log });
    await fetch(`${server.url}/a`, { method: "HEAD" });
    await until(() => writes.length > 0);
    const {
      time: at,
      milliseconds,
      userAgent,
      ...rest
    } = JSON.parse(writes.join("")) as Record<string, unknown>;
    assert.deepEqual(rest, {
      remoteAddress: "127.0.0.1",
      method: "HEAD",
      url: "/a",
      protocol: "HTTP/1.1",
      status: 200,
      bytes: 0,
      complete: true,
    });
    assert.ok(!Number.isNaN(Date.parse(String(at))));
    assert.equal(typeof milliseconds, "number");
    assert.equal(typeof userAgent, "string");
  });

  test("counts what a Node listener writes, and shows the target as it came", async () => {
    const { log, writes } = logged("common");
    const app = (request: IncomingMessage, response: ServerResponse): void => {
      request.url = "/elsewhere";
      response.write("é");
      response.write("00ff", "hex");
      response.end(new Uint8Array(3), () => {});
    };
    await using server = await served(app, { accessLog: log });
    await (await fetch(`${server.url}/here`)).text();
    await until(() => writes.length > 0);
    assert.match(writes.join(""), /"GET \/here HTTP\/1\.1" 200 7\n$/);
  });

  test("notes requests that are refused, and those whose client went", async () => {
    const { log, writes } = logged("common");
    let begun = false;
    const app = (): Promise<Response> => {
      begun = true;
      return new Promise(() => {});
    };
    await using server = await served(app, { accessLog: log, maxBodySize: 1 });
    await fetch(server.url, { method: "POST", body: "too long" });
    await until(() => writes.length > 0);
    assert.match(writes.join(""), /"POST \/ HTTP\/1\.1" 413 18\n$/);
    const outgoing = get(server.url).on("error", () => {});
    await until(() => begun);
    outgoing.destroy();
    await until(() => writes.length > 1);
    assert.match(writes.join(""), /"GET \/ HTTP\/1\.1" 499 -\n$/);
  });

  test("doesn't let a client forge lines", async () => {
    const { log, writes } = logged("combined");
    await using server = await served(hello, { accessLog: log });
    const head = ['GET /"\\ HTTP/1.1', "Host: a", 'User-Agent: é"\tb\\', "Connection: close", ""];
    await received(await send(server.port, ...head));
    await until(() => writes.length > 0);
    const line = String.raw`"GET /\"\\ HTTP/1.1" 200 6 "-" "\xc3\xa9\"\x09b\\"`;
    assert.equal(writes.join("").slice(-line.length - 1), `${line}\n`);
  });

  test("writes the lines of one turn in one piece, at the latest when it is flushed", async () => {
    const { log, writes } = logged("common");
    await using server = await served(hello, { accessLog: log });
    const count = 20;
    await Promise.all(Array.from({ length: count }, () => fetch(server.url)));
    await until(() => writes.join("").split("\n").length > count);
    assert.ok(writes.every((text) => text.endsWith("\n")));
    log.flush();
    assert.equal(writes.join("").split("\n").length, count + 1);
  });

  for (const [how, write] of [
    ["throws", () => assert.fail("no space left")],
    ["rejects", () => Promise.reject(new Error("no space left"))],
  ] as const) {
    test(`that can't be written because its function ${how} is warned of once, and requests are answered`, async () => {
      const warnings: string[] = [];
      const note = ({ name, message }: Error): void => {
        if (name === "AccessLogWarning") warnings.push(message);
      };
      process.on("warning", note);
      await using server = await served(hello, { accessLog: new AccessLog({ write }) });
      for (let count = 0; count < 3; count++)
        assert.equal(await (await fetch(server.url)).text(), "héllo");
      await until(() => warnings.length > 0);
      process.off("warning", note);
      assert.equal(warnings.length, 1);
      assert.match(String(warnings[0]), /^requests are not logged: .*no space left/);
    });
  }
});
