import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { count, linesOf } from "./program-lines.ts";

/** Those of some lines that a thread says, in their order. */
function of(lines: readonly string[], thread: string): string[] {
  return lines.filter((line) => line.includes(thread));
}

describe("examples of threads", () => {
  it("23: so many threads each say their name once and sleep together", async () => {
    const lines = await linesOf("23-a-million-threads", ["5000", "1000"]);
    const said = lines.filter((line) => line.startsWith("line "));
    const numbers = said.map((line) => /^line (\d+): thread \d+$/.exec(line)?.[1]);
    // Which of two lines comes first is up to the carriers on which they are said.
    const inOrder = numbers.toSorted((one, other) => Number(one) - Number(other));
    assert.deepEqual(inOrder, ["1000", "2000", "3000", "4000", "5000"], lines.join("\n"));
    assert.deepEqual(lines.slice(said.length), [
      "5000 lines by 5000 threads",
      "time: N s, of which each slept 1 s",
      "memory at most: N MB",
    ]);
  });

  it("24: ten thousand threads keep the balance with a lock, or in one piece", async () => {
    const [without, ...kept] = await linesOf("24-balance-of-ten-thousand");
    assert.deepEqual(kept, [
      "10000 threads with a lock: 0",
      "10000 threads that add in one piece: 0",
    ]);
    // What is lost is up to the machine.
    assert.match(without ?? "", /^10000 threads without a lock: -?\d+$/);
  });

  it("25: a thousand threads each find their own student after a wait", async () => {
    assert.deepEqual(await linesOf("25-students-in-threads"), [
      "Hello, Alice (in Thread of Alice)",
      "Hello, Bob (in Thread of Bob)",
      "Hello, Student 0 (in Thread of Student 0)",
      "1000 students, 0 mistaken for another",
      "in the main thread: undefined",
    ]);
  });

  it("26: threads have names and are listed while they live", async () => {
    const lines = await linesOf("26-named-threads");
    assert.deepEqual(of(lines, "LoopThread"), [
      "4 threads: MainThread, TimerThread, LoopThread, Thread-3",
      "thread LoopThread is running...",
      "thread LoopThread >>> 1",
      "thread LoopThread >>> 2",
    ]);
    assert.deepEqual(of(lines, "thread Thread-3"), [
      "thread Thread-3 is running...",
      "thread Thread-3 >>> 1",
    ]);
    assert.equal(lines[0], "thread MainThread is the main one: true");
    assert.equal(count(lines, "thread TimerThread has waited"), 1);
    assert.deepEqual(lines.slice(-2), [
      "1 thread: MainThread",
      "the cancelled timer is alive: false",
    ]);
    assert.equal(lines.length, 10, lines.join("\n"));
  });

  it("27: what threads write to a queue others read, each value once", async () => {
    const lines = await linesOf("27-writers-and-readers");
    for (const [writer, values] of [
      ["Writer-1", [1, 2, 3]],
      ["Writer-2", [4, 5, 6]],
    ] as const) {
      assert.deepEqual(
        of(lines, writer),
        values.map((value) => `${writer}: Put ${value} to queue...`),
      );
    }
    const read = lines.map((line) => /^Reader-[12]: Get (\d) from queue\.$/.exec(line)?.[1]);
    const values = read.filter((value) => value !== undefined).toSorted();
    assert.deepEqual(values, ["1", "2", "3", "4", "5", "6"]);
    assert.equal(count(lines, "all that was put has been read"), 1);
    assert.equal(lines.at(-1), "6 values were read");
  });

  it("28: a producer and a consumer hand over to each other", async () => {
    const handed = [1, 2, 3, 4, 5].flatMap((item) => [
      `[PRODUCER] Producing ${item}...`,
      `[CONSUMER] Consuming ${item}...`,
      "[PRODUCER] Consumer return: 200 OK",
    ]);
    assert.deepEqual(await linesOf("28-coroutine-consumer"), [
      ...handed,
      "the consumer has ended: true",
    ]);
  });

  it("29: a thread for each core computes at the same time, and the program ends", async () => {
    const lines = await linesOf("29-no-gil", ["300"]);
    // All have begun before any ends: none of them ever does.
    assert.match(lines[0] ?? "", /^(\d+) threads compute on \1 cores$/);
    assert.match(lines.at(-1) ?? "", /^N of \d+ cores used, N by other programs$/);
    // How busy which core is, is up to what else the machine does.
    const busy = lines.slice(1, -1);
    for (const line of busy) assert.match(line, /^core \d+: \d+ % busy with them$/);
    if (process.platform === "linux") assert.ok(busy.length > 0);
  });

  it("the README's section on threads is cut from 23", () => {
    // As everywhere the tests run from the project's folder.
    const [, section = ""] = readFileSync("README.md", "utf8").split("\n## Threads\n");
    const [, snippet = ""] = /```ts[^\n]*\n(.*?)```/s.exec(section) ?? [];
    const program = readFileSync("examples/23-a-million-threads.ts", "utf8");
    const pieces = snippet.split("\n\n");
    assert.ok(pieces.length > 1, section);
    for (const piece of pieces) assert.ok(program.includes(piece), piece);
  });
});
