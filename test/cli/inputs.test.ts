import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import fc from "fast-check";
import { argumentInputs, StreamInputs, type Inputs } from "../../src/cli/inputs.ts";

async function collect(inputs: Inputs): Promise<string[]> {
  const all: string[] = [];
  for await (const input of inputs) all.push(input);
  return all;
}

function lines(text: string): Promise<string[]> {
  return collect(new StreamInputs(Readable.from([Buffer.from(text)]), "\n"));
}

test("a line ends with LF or CRLF, and the last one may lack its end", async () => {
  assert.deepEqual(await lines("a\nb\r\nc"), ["a", "b", "c"]);
  assert.deepEqual(await lines("a\nb\r\n"), ["a", "b"]);
  assert.deepEqual(await lines("a\r"), ["a"]);
});

test("an empty line is an empty input, an empty stream has none", async () => {
  assert.deepEqual(await lines("\n\na\n\n"), ["", "", "a", ""]);
  assert.deepEqual(await lines(""), []);
});

test("a byte order mark at the beginning is no part of the first input", async () => {
  assert.deepEqual(await lines("\uFEFFa\nb\n"), ["a", "b"]);
});

test("inputs between NULs keep their line ends", async () => {
  const inputs = new StreamInputs(Readable.from([Buffer.from("a\nb\r\n\0c\0")]), "\0");
  assert.deepEqual(await collect(inputs), ["a\nb\r\n", "c"]);
});

test("wherever the stream is cut into chunks, the inputs are the same", async () => {
  const text = fc.array(
    fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("\n", "\r\n", "\r", "ü€🚀")),
  );
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(40)), async (parts, cuts) => {
      const bytes = Buffer.from(parts.join(""));
      const whole = await collect(new StreamInputs(Readable.from([bytes]), "\n"));
      const chunks: Buffer[] = [];
      let begin = 0;
      for (const cut of cuts) {
        chunks.push(bytes.subarray(begin, begin + cut));
        begin += cut;
      }
      chunks.push(bytes.subarray(begin));
      const filled = chunks.filter((chunk) => chunk.length > 0);
      assert.deepEqual(await collect(new StreamInputs(Readable.from(filled), "\n")), whole);
    }),
  );
});

test("the total of a stream is known when it has ended", async () => {
  const inputs = new StreamInputs(Readable.from([Buffer.from("a\nb\n")]), "\n");
  assert.equal(inputs.total, undefined);
  await collect(inputs);
  assert.equal(inputs.total, 2);
});

test("closing ends an iteration that waits for the next input", async () => {
  const stream = new Readable({ read() {} });
  stream.push("a\n");
  const inputs = new StreamInputs(stream, "\n");
  const iterator = inputs[Symbol.asyncIterator]();
  assert.deepEqual(await iterator.next(), { value: "a", done: false });
  const next = iterator.next();
  inputs.close();
  assert.deepEqual(await next, { value: undefined, done: true });
});

test("an error of the stream is the iteration's", async () => {
  const stream = new Readable({ read() {} });
  const all = collect(new StreamInputs(stream, "\n"));
  stream.destroy(new Error("the disk is gone"));
  await assert.rejects(all, /the disk is gone/);
});

test("inputs of the command line end when they are closed", async () => {
  const inputs = argumentInputs(["a", "b"]);
  assert.equal(inputs.total, 2);
  const iterator = inputs[Symbol.asyncIterator]();
  assert.deepEqual(await iterator.next(), { value: "a", done: false });
  inputs.close();
  assert.deepEqual(await iterator.next(), { value: undefined, done: true });
});
