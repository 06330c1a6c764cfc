import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { proxy } from "hono/proxy";
import { streamSSE } from "hono/streaming";
import { served } from "./served.ts";

describe("Hono's own helpers work: ", () => {
  test("middlewares that read and replace a response", async () => {
    const app = new Hono()
      .use(cors(), etag(), compress({ threshold: 1 }))
      .get("/", (context) => context.text("hello ".repeat(100)));
    await using server = await served(app);
    const response = await fetch(server.url);
    assert.equal(response.headers.get("content-encoding"), "gzip");
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.equal(await response.text(), "hello ".repeat(100));
    const tag = response.headers.get("etag") ?? "";
    const again = await fetch(server.url, { headers: { "if-none-match": tag } });
    assert.equal(again.status, 304);
  });

  test("middlewares that replace a request", async () => {
    const app = new Hono().post("/", bodyLimit({ maxSize: 5 }), async (context) =>
      context.text(await context.req.text()),
    );
    await using server = await served(app);
    const post = (body: string): Promise<Response> => fetch(server.url, { method: "POST", body });
    assert.equal(await (await post("12345")).text(), "12345");
    assert.equal((await post("123456")).status, 413);
  });

  test("forms, cookies, redirects and errors", async () => {
    const app = new Hono()
      .post("/form", async (context) => {
        const { name, file } = await context.req.parseBody();
        return context.json([name, file instanceof File && (await file.text())]);
      })
      .get("/cookies", (context) => {
        context.header("set-cookie", "a=1", { append: true });
        context.header("set-cookie", "b=2", { append: true });
        return context.html("<p>");
      })
      .get("/redirect", (context) => context.redirect("/elsewhere"))
      .get("/error", () => {
        throw new RangeError("no");
      })
      .onError((error, context) => context.text(error.message, 500));
    await using server = await served(app);
    const form = new FormData();
    form.append("name", "value");
    form.append("file", new Blob(["content"]), "a.txt");
    const posted = await fetch(`${server.url}/form`, { method: "POST", body: form });
    assert.deepEqual(await posted.json(), ["value", "content"]);
    const cookies = await fetch(`${server.url}/cookies`);
    assert.deepEqual(cookies.headers.getSetCookie(), ["a=1", "b=2"]);
    const redirect = await fetch(`${server.url}/redirect`, { redirect: "manual" });
    assert.equal(`${redirect.status} ${redirect.headers.get("location")}`, "302 /elsewhere");
    assert.equal(await (await fetch(`${server.url}/error`)).text(), "no");
    assert.equal((await fetch(`${server.url}/nowhere`)).status, 404);
  });

  test("events and proxies", async () => {
    const origin = new Hono().get("/events", (context) =>
      streamSSE(context, async (stream) => {
        for (const data of ["1", "2", "3"]) await stream.writeSSE({ data });
      }),
    );
    await using behind = await served(origin);
    const app = new Hono().all("/*", (context) =>
      proxy(`${behind.url}${context.req.path}`, context.req.raw),
    );
    await using server = await served(app);
    const response = await fetch(`${server.url}/events`);
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    assert.equal(await response.text(), "data: 1\n\ndata: 2\n\ndata: 3\n\n");
  });
});
