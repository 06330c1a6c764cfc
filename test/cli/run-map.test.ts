import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { parseHalt } from "../../src/cli/halt.ts";
import { Doors, FakeRunner, returned, Sink, stage, threw, turn, until } from "./surroundings.ts";

function halt(text: string): { halt: Exclude<ReturnType<typeof parseHalt>, string> } {
  const rule = parseHalt(text);
  assert.ok(typeof rule !== "string");
  return { halt: rule };
}

test("results come in the order of the inputs, whichever ends first", async () => {
  const doors = new Doors();
  const runner = new FakeRunner(doors.body);
  const { results, status } = stage(runner, { inputs: ["a", "b"] });
  await until(() => runner.begun.length === 2);
  doors.open("b");
  await turn();
  assert.equal(results.text, "");
  doors.open("a");
  assert.equal(await status, 0);
  assert.deepEqual(results.lines, ['"a"', '"b"']);
});

test("unordered results come as they end", async () => {
  const doors = new Doors();
  const runner = new FakeRunner(doors.body);
  const { results, status } = stage(runner, { inputs: ["a", "b"], ordered: false });
  await until(() => runner.begun.length === 2);
  doors.open("b");
  await until(() => results.text !== "");
  doors.open("a");
  await status;
  assert.deepEqual(results.lines, ['"b"', '"a"']);
});

test("long jobs are handed out one per worker", async () => {
  const doors = new Doors();
  const runner = new FakeRunner(doors.body, 2);
  const { status } = stage(runner, { inputs: ["a", "b", "c", "d"] });
  await until(() => runner.begun.length === 2);
  await turn();
  assert.equal(runner.begun.length, 2);
  doors.open("a");
  await until(() => runner.begun.length === 3);
  for (const input of ["b", "c"]) doors.open(input);
  await until(() => runner.begun.length === 4);
  doors.open("d");
  assert.equal(await status, 0);
});

test("an endless standard input is read only as fast as the results are taken", async () => {
  const runner = new FakeRunner((job) => returned(job.input));
  const results = new Sink();
  // Takes nothing until its reader goes away.
  let leave: () => void = () => {};
  results._write = (_chunk, _encoding, done) => {
    leave = () => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  };
  const { input, signals, status } = stage(runner, {}, { results });
  let written = 0;
  const chunk = "line\n".repeat(10_000);
  while (input.write(chunk) && written < 1_000) written += 1;
  await until(() => runner.begun.length > 1_000);
  const begun = runner.begun.length;
  for (let turns = 0; turns < 50; turns += 1) await turn();
  assert.ok(runner.begun.length < begun + 1_000, `${runner.begun.length} jobs were begun`);
  leave();
  assert.equal(await status, 141);
  assert.equal(signals.listenerCount("SIGINT"), 0);
});

test("an error is told with its input and makes the exit status", async () => {
  const runner = new FakeRunner((job) => (job.input === "b" ? threw("no b") : returned(1)));
  const { results, messages, status } = stage(runner, { inputs: ["a", "b", "c"] });
  assert.equal(await status, 1);
  assert.deepEqual(results.lines, ["1", "1"]);
  assert.match(messages.text, /job 2 failed: Error: no b\n {4}input: "b"\n/);
  assert.match(messages.text, /3 jobs in .*: 2 ok, 1 failed/);
});

test("more than a hundred failures are exit status 101", async () => {
  const runner = new FakeRunner(() => threw("no"));
  const { status } = stage(runner, { inputs: Array.from({ length: 150 }, String), quiet: true });
  assert.equal(await status, 101);
});

test("a job that fails is tried again, as often as asked", async () => {
  const tries = new Map<string, number>();
  const runner = new FakeRunner(({ input }) => {
    tries.set(input, (tries.get(input) ?? 0) + 1);
    return tries.get(input) === Number(input) ? returned(input) : threw("not yet");
  });
  const { results, messages, status } = stage(runner, { inputs: ["1", "3", "9"], retries: 2 });
  assert.equal(await status, 1);
  assert.deepEqual(results.lines, ['"1"', '"3"']);
  assert.match(messages.text, /job 3 failed after 3 tries: Error: not yet/);
});

test("--halt soon lets what runs finish and begins no more", async () => {
  const doors = new Doors();
  const runner = new FakeRunner(doors.body);
  const { results, messages, status } = stage(runner, {
    inputs: ["a", "b", "c"],
    ...halt("soon,fail=1"),
  });
  await until(() => runner.begun.length === 2);
  doors.open("a", threw("bad"));
  await until(() => messages.text.includes("bad"));
  doors.open("b");
  assert.equal(await status, 1);
  assert.deepEqual(results.lines, ['"b"']);
  assert.equal(runner.begun.length, 2);
  assert.equal(runner.killed, false);
  assert.match(messages.text, /stopped by --halt soon,fail=1/);
});

test("--halt now kills what runs, which counts as stopped, not as failed", async () => {
  const doors = new Doors();
  const runner = new FakeRunner(doors.body);
  const { messages, status } = stage(runner, { inputs: ["a", "b", "c"], ...halt("now") });
  await until(() => runner.begun.length === 2);
  doors.open("b", threw("bad"));
  assert.equal(await status, 1);
  assert.equal(runner.killed, true);
  assert.match(messages.text, /0 ok, 1 failed, 1 stopped/);
});

test("--halt now,success=1 is a success", async () => {
  const runner = new FakeRunner(({ input }) => (input === "b" ? returned(1) : threw("no")));
  const { status } = stage(runner, { inputs: ["a", "b", "c"], ...halt("now,success=1") });
  assert.equal(await status, 0);
});

test("the first Ctrl-C lets what runs finish, also while standard input has nothing to give", async () => {
  const doors = new Doors();
  const runner = new FakeRunner(doors.body);
  const { input, results, messages, signals, status } = stage(runner, {});
  input.write("a\n");
  await until(() => runner.begun.length === 1);
  signals.emit("SIGINT");
  assert.match(messages.text, /Ctrl-C again/);
  doors.open("a");
  assert.equal(await status, 130);
  assert.deepEqual(results.lines, ['"a"']);
  assert.equal(runner.killed, false);
});

test("the second Ctrl-C kills what runs, the third doesn't wait", async () => {
  const runner = new FakeRunner(() => new Promise(() => {}));
  const exits: number[] = [];
  const { messages, signals, status } = stage(
    runner,
    { inputs: ["a", "b", "c"] },
    { exit: (code) => exits.push(code) },
  );
  await until(() => runner.begun.length === 2);
  for (let presses = 0; presses < 3; presses += 1) signals.emit("SIGINT");
  assert.equal(await status, 130);
  assert.equal(runner.killed, true);
  assert.deepEqual(exits, [130]);
  assert.match(messages.text, /0 jobs in .*: 0 ok, 2 stopped/);
});

test("SIGTERM kills what runs", async () => {
  const runner = new FakeRunner(() => new Promise(() => {}));
  const { signals, status } = stage(runner, { inputs: ["a"] });
  await until(() => runner.begun.length === 1);
  signals.emit("SIGTERM");
  assert.equal(await status, 143);
  assert.equal(runner.killed, true);
});

test("results that can't be written end the run with the error", async () => {
  const results = new Sink();
  results._write = (_chunk, _encoding, done) => done(new Error("disk full"));
  const { messages, status } = stage(
    new FakeRunner(() => returned(1)),
    { inputs: ["a", "b"] },
    { results },
  );
  assert.equal(await status, 255);
  assert.match(messages.text, /the results can't be written: disk full/);
});

test("a reader that goes away ends the work quietly", async () => {
  const results = new Sink();
  results._write = (_chunk, _encoding, done) =>
    done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  const runner = new FakeRunner((job) => (job.input === "a" ? returned(1) : new Promise(() => {})));
  const { messages, status } = stage(runner, { inputs: ["a", "b", "c"] }, { results });
  assert.equal(await status, 141);
  assert.equal(messages.text, "");
  assert.equal(runner.killed, true);
});

test("a standard input that fails ends the run after what has begun", async () => {
  const runner = new FakeRunner((job) => returned(job.input));
  const { input, results, messages, status } = stage(runner, {});
  input.write("a\n");
  await until(() => results.text !== "");
  input.destroy(new Error("EISDIR: a directory"));
  assert.equal(await status, 255);
  assert.deepEqual(results.lines, ['"a"']);
  assert.match(messages.text, /EISDIR/);
});

test("a function that can't be called ends the run before an input is read", async () => {
  const runner = new FakeRunner(() => returned(1));
  runner.check = () => Promise.resolve("there is no such function");
  const { messages, status } = stage(runner, { inputs: ["a"] });
  assert.equal(await status, 255);
  assert.equal(messages.text, "skein: there is no such function\n");
  assert.equal(runner.closed, true);
});

test("on a terminal errors stand on lines of their own above the progress line", async () => {
  const messages = new Sink({ isTTY: true });
  const doors = new Doors();
  const runner = new FakeRunner(doors.body, 1);
  const { status } = stage(runner, { inputs: ["a", "b"], progress: true }, { messages });
  await until(() => runner.begun.length === 1);
  assert.match(messages.text, /0\/2/);
  doors.open("a", threw("bad"));
  await until(() => runner.begun.length === 2);
  doors.open("b");
  assert.equal(await status, 1);
  assert.ok(
    messages.text.includes('\r\u001B[Kskein: job 1 failed: Error: bad\n    input: "a"\n'),
    messages.text,
  );
  const last = messages.text.slice(messages.text.lastIndexOf("\r"));
  assert.ok(last.startsWith("\r\u001B[Kskein: 2 jobs in ") && last.endsWith("\n"), last);
});

test("no progress line when standard error is not a terminal", async () => {
  const { messages, status } = stage(new FakeRunner(() => returned(1)), {
    inputs: ["a"],
    progress: true,
  });
  await status;
  assert.ok(!messages.text.includes("\r"));
});

test("the end of standard input ends the run", async () => {
  const runner = new FakeRunner((job) => returned(job.input));
  const { input, results, status } = stage(runner, {});
  input.end("a\r\n\nlast");
  await once(input, "end");
  assert.equal(await status, 0);
  assert.deepEqual(results.lines, ['"a"', '""', '"last"']);
});
