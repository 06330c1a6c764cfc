import assert from "node:assert/strict";
import { inspect } from "node:util";
import { describe, test } from "node:test";
import fc from "fast-check";
import { LightResponse } from "../../../src/web/application/light-response.ts";

const Plain = globalThis.Response;
type Given = ConstructorParameters<typeof Response>;

/** A light response under the type of those whose place it takes. */
function light(...given: Given): Response {
  const response: unknown = new LightResponse(...given);
  return response as Response;
}

async function facts(response: Response): Promise<unknown> {
  const { status, statusText, ok, redirected, type, url, bodyUsed } = response;
  const head = { status, statusText, ok, redirected, type, url, bodyUsed };
  return { ...head, headers: [...response.headers], text: await response.text() };
}

describe("a light response", () => {
  const statuses = fc.constantFrom(
    undefined,
    100,
    200,
    201,
    204,
    205,
    304,
    404,
    500,
    599,
    600,
    1.5,
  );
  const names = fc.constantFrom("Content-Type", "x-a", "X-B", "set-cookie");
  const pairs = fc.array(fc.tuple(names, fc.constantFrom("1", "two", "text/html", " 3 ")));
  const headers = fc.oneof(
    fc.constant(undefined),
    pairs,
    pairs.map((list) => Object.fromEntries(list)),
    pairs.map((list) => new Headers(list)),
  );
  const bodies = fc.constantFrom<Given[0]>(
    undefined,
    null,
    "",
    "text",
    Buffer.from("bytes"),
    new Blob(["blob"], { type: "a/b" }),
    new URLSearchParams({ a: "1" }),
  );
  const inits = fc.oneof(
    fc.constant(undefined),
    fc.record(
      { status: statuses, headers, statusText: fc.constantFrom(undefined, "", "Fine") },
      { requiredKeys: [] },
    ),
  );

  test("shows the same as Node's own, or refuses the same", async () => {
    await fc.assert(
      fc.asyncProperty(bodies, inits, async (body, init) => {
        const given = [body, init] as Given;
        let plain: Response;
        try {
          plain = new Plain(...given);
        } catch (error) {
          assert.throws(() => light(...given), error as Error);
          return;
        }
        assert.deepEqual(await facts(light(...given)), await facts(plain));
      }),
    );
  });

  test("goes out as it was made, until it becomes one of Node's own", () => {
    const response = light("text", { headers: { "X-A": "1" } });
    const whole = LightResponse.whole(response);
    assert.deepEqual(whole?.headers, ["X-A", "1", "content-type", "text/plain;charset=UTF-8"]);
    assert.equal(whole?.body, "text");
    assert.equal(response.body instanceof ReadableStream, true);
    assert.equal(LightResponse.whole(response), undefined);
    assert.equal(LightResponse.whole(new Plain("text")), undefined);
  });

  test("goes out with the headers that were changed since", async () => {
    const response = light("text");
    response.headers.set("x-a", "1");
    assert.deepEqual(LightResponse.whole(response)?.headers.slice(-2), ["x-a", "1"]);
    assert.equal(response.clone().headers.get("x-a"), "1");
    response.headers.set("x-a", "2");
    assert.equal(response.headers.get("x-a"), "2");
  });

  test("is a Response, and so is Node's own; a derived one is only its own", () => {
    class Derived extends LightResponse {}
    assert.ok(light() instanceof Plain);
    assert.ok(light() instanceof LightResponse);
    assert.ok(new Plain() instanceof LightResponse);
    assert.ok(new Derived() instanceof LightResponse);
    assert.ok(new Derived() instanceof Plain);
    assert.equal(light() instanceof Derived, false);
    assert.match(inspect(light("text")), /Response/);
  });

  test("may be the init of another, and a copy of headers", async () => {
    const first = light("text", { status: 201, headers: { "x-a": "1" } });
    const second = light("other", first);
    assert.equal(second.status, 201);
    assert.equal(second.headers.get("x-a"), "1");
    const given = new Headers({ "x-a": "1" });
    const third = light("text", { headers: given });
    given.set("x-a", "2");
    assert.equal(third.headers.get("x-a"), "1");
  });

  test("has the statics of Response", async () => {
    const json = LightResponse.json({ a: 1 });
    assert.equal(json.headers.get("content-type"), "application/json");
    assert.deepEqual(await json.json(), { a: 1 });
    assert.equal(LightResponse.json(1, { status: 201 }).status, 201);
    assert.throws(() => LightResponse.json(undefined), TypeError);
    const statics = LightResponse as unknown as typeof Response;
    assert.equal(statics.redirect("http://a.example/", 302).status, 302);
  });
});
