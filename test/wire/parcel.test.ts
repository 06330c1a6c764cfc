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
