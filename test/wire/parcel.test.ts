import assert from "node:assert/strict";
import { test } from "node:test";
import { pack } from "../../src/wire/parcel.ts";
import { unpack } from "../../src/wire/unpack.ts";

test("a parcel of any size keeps what was packed while others are packed after it", () => {
  for (const size of [10, 4_000, 5_000, 70_000]) {
    const options = { attaches: "buffers", keep: false } as const;
    const [first, second] = ["a", "b"].map((letter) => pack([[letter.repeat(size)]], options));
    assert.ok(first !== undefined && second !== undefined);
    for (const [parcel, letter] of [
      [first, "a"],
      [second, "b"],
    ] as const) {
      const bytes = parcel.bytes.subarray(parcel.start, parcel.end);
      assert.deepEqual(unpack(bytes, parcel.attachments), [[letter.repeat(size)]]);
    }
  }
});

test("a parcel with a large buffer keeps its bytes and a copy of the buffer", () => {
  const options = { attaches: "buffers", keep: true } as const;
  const data = new Uint8Array(100_000).fill(1);
  const parcel = pack([{ data, text: "a" }], options);
  data.fill(2);
  pack([{ data, text: "b" }], options);
  const bytes = parcel.bytes.subarray(parcel.start, parcel.end);
  assert.deepEqual(unpack(bytes, parcel.attachments), [
    { data: new Uint8Array(100_000).fill(1), text: "a" },
  ]);
});

test("arguments keep which of them are the same object, and a list of one object knows itself", () => {
  const options = { attaches: "objects", keep: false } as const;
  const same = { a: 1 };
  for (const args of [[same, same], [1, same, "x"], [], [new Map([[same, same]])]]) {
    const { bytes, start, end, attachments } = pack(args, options);
    const [first, second] = unpack(bytes.subarray(start, end), attachments) as unknown[];
    assert.deepEqual(unpack(bytes.subarray(start, end), attachments), args);
    if (args[0] === args[1] && args.length > 0) assert.equal(first, second);
  }
});

test("an argument that can't be sent is named by its place in the list", () => {
  const options = { attaches: "objects", keep: false } as const;
  const refused = { inner: Promise.resolve() };
  for (const args of [
    [1, refused],
    [{}, refused],
  ])
    assert.throws(() => pack(args, options), { path: ["[1]", ".inner"] });
});
