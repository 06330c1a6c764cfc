import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError } from "../../src/errors.ts";
import { Thread } from "../../src/thread/thread.ts";

/** Collects the lines that are printed with a mark, instead of printing them, until it is disposed. */
function linesWith(mark: string): Disposable & { readonly lines: string[] } {
  const lines: string[] = [];
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const [callback] = rest.filter((each): each is () => void => typeof each === "function");
    const printed = chunk.toString();
    if (!printed.includes(mark)) return write(chunk, callback);
    lines.push(...printed.split("\n").filter((line) => line !== ""));
    if (callback !== undefined) process.nextTick(callback);
    return true;
  };
  return {
    lines,
    [Symbol.dispose]() {
      stdout.write = write;
    },
  };
}

test("whoever waits for a light thread finds printed what it has printed", async () => {
  using printed = linesWith("[printed]");
  const target = (index: number): void => {
    for (const half of ["first", "second"]) console.log(`[printed] ${half} of ${index}`);
    if (index % 2 === 1) throw new CancelledError("odd ones fail, and nobody is told");
  };
  const unseen: string[] = [];
  const run = (index: number): Promise<void> => {
    const thread = new Thread({ target, args: [index] });
    thread.start();
    return thread.join().then(() => {
      const line = `[printed] second of ${index}`;
      if (!printed.lines.includes(line)) unseen.push(line);
    });
  };
  // Until a function is known to be light, nothing is held back for what was printed.
  await Promise.all(Array.from({ length: 200 }, (_, index) => run(index)));
  unseen.length = 0;
  const threads = Array.from({ length: 100 }, (_, index) => run(1_000 + index));
  await Promise.all(threads);
  assert.deepEqual(unseen, []);
});
