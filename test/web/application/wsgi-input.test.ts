import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import fc from "fast-check";
import { RequestInput } from "../../../src/web/application/wsgi-input.ts";

/** What Python's BytesIO does with the same bytes. */
class Model {
  #rest: Buffer;

  constructor(bytes: Buffer) {
    this.#rest = bytes;
  }

  read(size: number = Infinity): Buffer {
    const taken = this.#rest.subarray(0, size < 0 ? Infinity : size);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  readline(size: number = Infinity): Buffer {
    const end = this.#rest.indexOf(10);
    const line = end < 0 ? this.#rest.length : end + 1;
    return this.read(Math.min(line, size < 0 ? Infinity : size));
  }
}

describe("the input of a request", () => {
  const chunks = fc.array(
    fc
      .array(fc.constantFrom("a", "b", "\n"), { minLength: 1, maxLength: 6 })
      .map((letters) => Buffer.from(letters.join(""))),
  );
  const steps = fc.array(
    fc.tuple(
      fc.constantFrom("read" as const, "readline" as const),
      fc.option(fc.integer({ min: -1, max: 9 }), { nil: undefined }),
    ),
    { maxLength: 12 },
  );

  test("is read like Python's files, however its bytes arrive", async () => {
    await fc.assert(
      fc.asyncProperty(chunks, steps, async (parts, script) => {
        const input = new RequestInput(Readable.from(parts, { objectMode: false }));
        const model = new Model(Buffer.concat(parts));
        for (const [method, size] of script)
          assert.deepEqual(Buffer.from(await input[method](size)), model[method](size));
        assert.deepEqual(Buffer.from(await input.read()), model.read());
      }),
    );
  });

  test("gives its lines, all or until there are enough bytes", async () => {
    const open = (): RequestInput => new RequestInput(Readable.from([Buffer.from("a\nbb\nc")]));
    const lines = (found: readonly Uint8Array[]): string[] => found.map((line) => String(line));
    assert.deepEqual(
      lines(await open().readlines()),
      lines(["a\n", "bb\n", "c"].map((x) => Buffer.from(x))),
    );
    const input = open();
    assert.equal((await input.readlines(3)).length, 2);
    assert.equal(String(await input.read()), "c");
  });

  test("rejects when the stream fails", async () => {
    const error = new RangeError("gone");
    const stream = new Readable({ read: () => {} });
    const reading = new RequestInput(stream).read();
    stream.destroy(error);
    await assert.rejects(reading, error);
  });
});
