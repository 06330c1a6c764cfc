import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MisuseError } from "../../../src/errors.ts";
import { isHopByHop, WsgiHeaders } from "../../../src/web/application/wsgi-headers.ts";

describe("WSGI headers", () => {
  const make = (): WsgiHeaders =>
    new WsgiHeaders([
      ["Set-Cookie", "a=1"],
      ["X-A", "1"],
      ["set-cookie", "b=2"],
    ]);

  test("are found by name in any case, and keep their order and spelling", () => {
    const headers = make();
    assert.equal(headers.size, 3);
    assert.equal(headers.get("SET-COOKIE"), "a=1");
    assert.deepEqual(headers.getAll("Set-cookie"), ["a=1", "b=2"]);
    assert.equal(headers.get("x-b"), undefined);
    assert.ok(headers.has("x-a"));
    assert.equal(String(headers), "Set-Cookie: a=1\r\nX-A: 1\r\nset-cookie: b=2\r\n\r\n");
  });

  test("are replaced all at once, deleted, and given a value where there is none", () => {
    const headers = make();
    headers.set("SET-COOKIE", "c=3");
    assert.deepEqual(
      [...headers],
      [
        ["X-A", "1"],
        ["SET-COOKIE", "c=3"],
      ],
    );
    assert.equal(headers.setDefault("x-a", "2"), "1");
    assert.equal(headers.setDefault("x-b", "2"), "2");
    headers.delete("set-cookie");
    assert.deepEqual(
      [...headers],
      [
        ["X-A", "1"],
        ["x-b", "2"],
      ],
    );
  });

  test("have parameters, quoted", () => {
    const headers = new WsgiHeaders();
    headers.addHeader("Content-Disposition", "attachment", {
      filename: 'a "b".txt',
      other_name: null,
    });
    assert.equal(
      headers.get("content-disposition"),
      'attachment; filename="a \\"b\\".txt"; other-name',
    );
  });

  test("are strings", () => {
    assert.throws(() => make().set("a", 1 as never), MisuseError);
    assert.throws(() => new WsgiHeaders([["a"]] as never), MisuseError);
  });

  test("about the connection are known", () => {
    for (const name of ["Connection", "keep-alive", "TE", "Upgrade", "Transfer-Encoding"])
      assert.ok(isHopByHop(name));
    assert.equal(isHopByHop("Content-Length"), false);
  });
});
