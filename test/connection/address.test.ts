import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAddress, parseAddress } from "../../src/connection.ts";
import type { AddressLike } from "../../src/connection.ts";
import { isLocal } from "../../src/connection/address.ts";
import { MisuseError } from "../../src/errors.ts";

const tcp = (host: string, port: number) => ({ kind: "tcp", host, port });
const unix = (path: string) => ({ kind: "unix", path });

test("an address can be written in many ways", () => {
  const cases: readonly (readonly [AddressLike, unknown])[] = [
    ["127.0.0.1:5000", tcp("127.0.0.1", 5000)],
    ["tcp://127.0.0.1:5000", tcp("127.0.0.1", 5000)],
    ["localhost:5000", tcp("127.0.0.1", 5000)],
    [["localhost", 0], tcp("127.0.0.1", 0)],
    [{ host: "example.org", port: 80 }, tcp("example.org", 80)],
    [["", 5000], tcp("0.0.0.0", 5000)],
    ["[::1]:5000", tcp("::1", 5000)],
    ["tcp://[::1]:5000", tcp("::1", 5000)],
    ["unix:/tmp/a", unix("/tmp/a")],
    ["unix:///tmp/a", unix("/tmp/a")],
    ["unix:a", unix("a")],
    ["/tmp/a", unix("/tmp/a")],
    [{ kind: "unix", path: "/tmp/b" }, unix("/tmp/b")],
  ];
  for (const [written, meant] of cases) assert.deepEqual(parseAddress(written), meant);
});

test("the text of an address is read as the same address", () => {
  for (const text of ["tcp://127.0.0.1:5000", "tcp://[::1]:5000", "unix:/tmp/a b"]) {
    assert.equal(formatAddress(parseAddress(text)), text);
  }
});

test("what is no address is refused with its text", () => {
  for (const bad of ["", "5000", "host", "host:", "host:99999", "http://host:80", "::1:5000"]) {
    assert.throws(() => parseAddress(bad), MisuseError, bad);
  }
  // A program in JavaScript that forgot it.
  assert.throws(() => parseAddress(undefined as unknown as string), /undefined is no address/);
  assert.throws(() => parseAddress(["host", 1.5]), /1\.5 is no port/);
  const text = "5000" as unknown as number;
  assert.throws(() => parseAddress({ host: "host", port: text }), /"5000" is no port/);
  assert.throws(() => parseAddress(`/tmp/${"x".repeat(200)}`), /205 bytes/);
  assert.throws(() => parseAddress("/tmp/\0"), /NUL/);
});

test("only loopback addresses and Unix sockets are local", () => {
  const judged = [
    "127.0.0.1:1",
    "127.9.9.9:1",
    "[::1]:1",
    "/a",
    "0.0.0.0:1",
    "10.0.0.1:1",
    "127.evil.org:1",
  ];
  assert.deepEqual(
    judged.map((text) => isLocal(parseAddress(text))),
    [true, true, true, true, false, false, false],
  );
});
