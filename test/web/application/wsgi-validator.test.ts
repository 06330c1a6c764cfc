import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import { MisuseError } from "../../../src/errors.ts";
import { wsgi } from "../../../src/web/application/application.ts";
import { demoApplication } from "../../../src/web/application/demo-application.ts";
import { RequestInput } from "../../../src/web/application/wsgi-input.ts";
import type {
  StartResponse,
  WsgiApplication,
  WsgiBody,
  WsgiEnviron,
} from "../../../src/web/application/wsgi-types.ts";
import { validator } from "../../../src/web/application/wsgi-validator.ts";
import { served } from "./served.ts";

const type = ["Content-Type", "text/plain"] as const;

/** A server that keeps all rules, but for what is changed. */
function environ(changes: Readonly<Record<string, unknown>> = {}): WsgiEnviron {
  return {
    REQUEST_METHOD: "GET",
    SCRIPT_NAME: "",
    PATH_INFO: "/",
    QUERY_STRING: "",
    SERVER_NAME: "a",
    SERVER_PORT: "80",
    SERVER_PROTOCOL: "HTTP/1.1",
    "wsgi.version": [1, 0],
    "wsgi.urlScheme": "http",
    "wsgi.input": new RequestInput(Readable.from([Buffer.from("line\nrest")])),
    "wsgi.errors": { write: () => {}, writelines: () => {}, flush: () => {} },
    "wsgi.multithread": false,
    "wsgi.multiprocess": false,
    "wsgi.runOnce": false,
    ...changes,
  };
}

const start: StartResponse = () => async () => {};

async function run(application: WsgiApplication, given: WsgiEnviron = environ()): Promise<string> {
  const body = await validator(application)(given, start);
  let text = "";
  for await (const chunk of body) text += String(chunk);
  await body.close?.();
  return text;
}

const good: WsgiApplication = (_environ, startResponse) => {
  startResponse("200 OK", [type]);
  return [Buffer.from("good")];
};

describe("the validator", () => {
  test("lets what keeps the rules through, from a real server too", async () => {
    assert.equal(await run(good), "good");
    await using server = await served(wsgi(validator(demoApplication)));
    const response = await fetch(`${server.url}/path`);
    const text = await response.text();
    assert.match(text, /^Hello world!\n\n/);
    assert.match(text, /^PATH_INFO = '\/path'$/m);
    assert.deepEqual(server.errors, []);
  });

  test("passes the body of the request and the log on", async () => {
    const lines: string[] = [];
    const log = {
      write: (text: string) => lines.push(text),
      writelines: () => {},
      flush: () => {},
    };
    const text = await run(
      async (given, startResponse) => {
        startResponse("200 OK", [type]);
        given["wsgi.errors"].writelines(["a", "b"]);
        const input = given["wsgi.input"];
        const line = await input.readline();
        return [line, ...(await input.readlines()), await input.read(1)];
      },
      environ({ "wsgi.errors": log }),
    );
    assert.equal(text, "line\nrest");
    assert.deepEqual(lines, ["a", "b"]);
  });

  test("closes the body once, and closes what is below it", async () => {
    let closed = 0;
    const body: WsgiBody = Object.assign([Buffer.from("")], { close: () => void (closed += 1) });
    const application = validator((_environ, startResponse) => {
      startResponse("200 OK", [type]);
      return body;
    });
    const checked = await application(environ(), start);
    await checked.close?.();
    assert.equal(closed, 1);
    await assert.rejects(async () => await checked.close?.(), /a body is closed once/);
  });
});

describe("the validator names the rule that a server breaks", () => {
  for (const [changes, pattern] of [
    [{ REQUEST_METHOD: 3 }, /REQUEST_METHOD of the environ is a string, not 3/],
    [{ HTTP_X: "\u4f60" }, /HTTP_X of the environ has characters that are no bytes/],
    [{ HTTP_CONTENT_LENGTH: "3" }, /it belongs there without HTTP_/],
    [{ SCRIPT_NAME: "/" }, /SCRIPT_NAME is "" for the root/],
    [{ SCRIPT_NAME: "a" }, /SCRIPT_NAME is empty or starts with "\/", not 'a'/],
    [{ PATH_INFO: "a" }, /PATH_INFO is empty or starts with "\/", not 'a'/],
    [{ PATH_INFO: "" }, /one of SCRIPT_NAME and PATH_INFO is not empty/],
    [{ CONTENT_LENGTH: "x" }, /CONTENT_LENGTH is a number of bytes, not 'x'/],
    [{ "wsgi.version": "1.0" }, /wsgi\.version is a pair/],
    [{ "wsgi.urlScheme": "ftp" }, /wsgi\.urlScheme is "http" or "https", not 'ftp'/],
    [{ "wsgi.input": {} }, /wsgi\.input has no method read/],
    [{ "wsgi.errors": {} }, /wsgi\.errors has no method write/],
  ] as const) {
    test(String(pattern), async () => {
      await assert.rejects(run(good, environ(changes)), {
        constructor: MisuseError,
        message: pattern,
      });
    });
  }

  test("by leaving a key out, or calling with anything else", async () => {
    const given = environ();
    Reflect.deleteProperty(given, "SERVER_PORT");
    await assert.rejects(run(good, given), /the environ has no SERVER_PORT/);
    const call = validator(good) as (...args: unknown[]) => Promise<unknown>;
    await assert.rejects(call(environ()), /gets environ and startResponse, not 1/);
  });
});

describe("the validator names the rule that an application breaks", () => {
  type Given = Parameters<StartResponse>;
  const starting =
    (...given: unknown[]): WsgiApplication =>
    (_environ, startResponse) => {
      startResponse(...(given as Given));
      return [];
    };
  const returning =
    (body: unknown): WsgiApplication =>
    (_environ, startResponse) => {
      startResponse("200 OK", [type]);
      return body as WsgiBody;
    };

  for (const [application, pattern] of [
    [starting("200 OK"), /startResponse gets status, headers and perhaps an error, not 1/],
    [starting(200, [type]), /a status is a string, not 200/],
    [
      starting("200", [type]),
      /a status is three digits from 100 on, a space and a reason, not '200'/,
    ],
    [starting("099 No", [type]), /a status is three digits from 100 on/],
    [starting("200 O\nK", [type]), /a status has no control characters/],
    [starting("200 OK", {}), /headers are an array/],
    [starting("200 OK", [["a"]]), /a header is a pair/],
    [starting("200 OK", [[1, "a"]]), /a header's name is a string, not 1/],
    [starting("200 OK", [["X-A", 1]]), /the value of the header X-A is a string, not 1/],
    [starting("200 OK", [["X-A", "a\nb"]]), /the header X-A has control characters/],
    [starting("200 OK", [["Status", "200"]]), /the header Status is CGI's/],
    [starting("200 OK", [["X A", "a"]]), /a header's name has no such characters: 'X A'/],
    [starting("200 OK", [["X-", "a"]]), /doesn't end with "-" or "_"/],
    [starting("200 OK", [["Connection", "close"]]), /about the connection/],
    [starting("200 OK", []), /there is no header Content-Type/],
    [starting("204 No Content", [type]), /status 204 No Content has no Content-Type/],
    [starting("200 OK", [type], "error"), /the third argument of startResponse is an Error/],
    [returning("text"), /an application returns an iterable of Uint8Array, not 'text'/],
    [returning(Buffer.from("a")), /an application returns an iterable of Uint8Array/],
    [returning({}), /an application returns an iterable, not \{\}/],
    [returning(["text"]), /the iterable takes and gives bytes, not 'text'/],
    [() => [Buffer.from("a")], /startResponse has to be called before the first chunk/],
    [() => [], /the body ended, and startResponse hasn't been called/],
  ] as const satisfies readonly (readonly [WsgiApplication, RegExp])[]) {
    test(String(pattern), async () => {
      await assert.rejects(run(application), { constructor: MisuseError, message: pattern });
    });
  }

  test("by starting twice, by writing text, by reading an odd size, by logging bytes", async () => {
    await assert.rejects(
      run((_environ, startResponse) => {
        startResponse("200 OK", [type]);
        startResponse("200 OK", [type]);
        return [];
      }),
      /a second time only with the error/,
    );
    await assert.rejects(
      run(async (_environ, startResponse) => {
        await startResponse("200 OK", [type])("text" as never);
        return [];
      }),
      /write\(\) takes and gives bytes/,
    );
    await assert.rejects(
      run(async (given) => [await given["wsgi.input"].read(1.5)]),
      /read\(\) takes a number of bytes, not 1\.5/,
    );
    await assert.rejects(
      run((given) => {
        given["wsgi.errors"].write(Buffer.from("a") as never);
        return [];
      }),
      /wsgi\.errors takes strings/,
    );
    assert.throws(() => validator(3 as never), MisuseError);
  });
});
