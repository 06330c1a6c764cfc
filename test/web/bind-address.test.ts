import assert from "node:assert/strict";
import { test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import { formatBind, parseBind } from "../../src/web/bind-address.ts";

test("addresses are read as people write them, and written as they are read", () => {
  const written = new Map<string | number | { host?: string; port: number }, string>([
    [8000, "127.0.0.1:8000"],
    ["8000", "127.0.0.1:8000"],
    [":8000", "0.0.0.0:8000"],
    ["localhost:80", "127.0.0.1:80"],
    ["example.org:80", "example.org:80"],
    ["http://127.0.0.1:80", "127.0.0.1:80"],
    ["[::1]:0", "[::1]:0"],
    ["unix:/run/app.sock", "unix:/run/app.sock"],
    ["/run/app.sock", "unix:/run/app.sock"],
    ["unix:app.sock", "unix:app.sock"],
    [{ port: 1 }, "127.0.0.1:1"],
    [{ host: "::", port: 1 }, "[::]:1"],
  ]);
  for (const [bind, read] of written) assert.equal(formatBind(parseBind(bind)), read);
});

test("what is no address is refused, and named", () => {
  for (const wrong of ["", "nonsense", "host:", "::1:80", ":99999", 70_000, -1, 1.5, "a:b:1"])
    assert.throws(() => parseBind(wrong), MisuseError, String(wrong));
  assert.throws(() => parseBind("nonsense"), /'nonsense' is no address/);
});
