import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ClosedError, EndOfPipeError, MisuseError, TimeoutError } from "../../src/errors.ts";
import type { InputPipe } from "../../src/subprocess/input-pipe.ts";
import type { OutputPipe } from "../../src/subprocess/output-pipe.ts";
import { Popen } from "../../src/subprocess/popen.ts";
import { run } from "../../src/subprocess/run.ts";
import { PIPE } from "../../src/subprocess/stdio.ts";
import { hasRealPipes, isCutOff, stateOf, turns, until } from "./programs.ts";

const cat = (): Popen<InputPipe, OutputPipe> => new Popen(["cat"], { stdin: PIPE, stdout: PIPE });

describe("the output of a program", () => {
  it("comes line by line while the program still runs", async () => {
    await using program = cat();
    const lines = program.stdout.lines();
    for (const word of ["one", "two", "", "drei é"]) {
      await program.stdin.write(`${word}\n`);
      assert.deepEqual(await lines.next(), { done: false, value: word });
      assert.equal(program.poll(), undefined);
    }
    await program.stdin.end("no newline");
    assert.deepEqual(await lines.next(), { done: false, value: "no newline" });
    assert.deepEqual(await lines.next(), { done: true, value: undefined });
  });

  it("comes in the same lines whatever the pieces in which it is written", async () => {
    const piece = fc.string({ unit: fc.constantFrom("a", "é", "漢", "😀", "\n", "\r\n") });
    await fc.assert(
      fc.asyncProperty(
        piece,
        fc.array(fc.nat({ max: 40 }), { maxLength: 8 }),
        async (text, cuts) => {
          const bytes = Buffer.from(text);
          const borders = [...cuts.map((cut) => Math.min(cut, bytes.length)), 0, bytes.length];
          borders.sort((a, b) => a - b);
          await using program = cat();
          const lines: string[] = [];
          const reading = (async () => {
            for await (const line of program.stdout.lines()) lines.push(line);
          })();
          for (const [index, border] of borders.slice(1).entries()) {
            await program.stdin.write(bytes.subarray(borders[index], border));
            await turns(3);
          }
          await program.stdin.end();
          await reading;
          const expected = text.split(/\r?\n/);
          if (expected.at(-1) === "") expected.pop();
          assert.deepEqual(lines, expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("gives every binary input back through cat", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200_000, size: "max" }), async (bytes) => {
        const options = { input: bytes, stdout: PIPE, encoding: "buffer" } as const;
        assert.deepEqual((await run(["cat"], options)).stdout, new Uint8Array(bytes));
      }),
      { numRuns: 30 },
    );
  });

  it("keeps characters whole that are split between pieces", async () => {
    await using program = cat();
    const reading = program.stdout.text();
    for (const byte of Buffer.from("é漢😀")) {
      await program.stdin.write(new Uint8Array([byte]));
      await turns(3);
    }
    await program.stdin.end();
    assert.equal(await reading, "é漢😀");
  });

  it("comes as it is written, piece by piece", async () => {
    await using program = cat();
    const pieces: string[] = [];
    for (const text of ["a", "b"]) {
      await program.stdin.write(text);
      pieces.push(Buffer.from((await program.stdout.read()) ?? []).toString());
    }
    await program.stdin.end("c");
    for await (const chunk of program.stdout) pieces.push(Buffer.from(chunk).toString());
    assert.deepEqual(pieces, ["a", "b", "c"]);
    assert.equal(program.stdout.closed, true);
  });

  it("isn't lost when a loop is left or a wait ends", async () => {
    await using program = cat();
    await program.stdin.write("one\ntwo\nthr");
    for await (const line of program.stdout.lines()) {
      assert.equal(line, "one");
      break;
    }
    assert.equal(await program.stdout.readLine(), "two");
    await assert.rejects(program.stdout.readLine({ timeout: 5 }), (error) => {
      assert.ok(error instanceof TimeoutError);
      assert.equal(error.timeout, 5);
      return true;
    });
    await assert.rejects(program.stdout.text({ timeout: 5 }), TimeoutError);
    const signal = AbortSignal.abort(new Error("not now"));
    await assert.rejects(program.stdout.read({ signal }), /not now/);
    await program.stdin.end("ee\nfour");
    assert.equal(await program.stdout.readLine(), "three");
    assert.deepEqual(await program.stdout.bytes(), new Uint8Array(Buffer.from("four")));
  });

  it("has one reader at a time", async () => {
    await using program = cat();
    const reading = program.stdout.read();
    await assert.rejects(program.stdout.read(), MisuseError);
    await program.stdin.end("a");
    assert.deepEqual(await reading, new Uint8Array([0x61]));
  });

  it("can't be read when it has been closed, not even by who waits for it", async () => {
    await using program = cat();
    const reading = program.stdout.read();
    await turns(3);
    program.stdout.close();
    await assert.rejects(reading, ClosedError);
    await assert.rejects(program.stdout.read(), ClosedError);
    program.stdout.close();
    assert.equal(program.stdout.closed, true);
  });

  it("stays in the pipe until it is asked for, so that the program waits", async () => {
    await using program = new Popen(["sh", "-c", "yes | head -c 1000000"], { stdout: PIPE });
    await until(() => stateOf(program.pid) === "S");
    await turns();
    assert.equal(program.poll(), undefined);
    assert.equal((await program.stdout.bytes()).length, 1_000_000);
  });
});

describe("the input of a program", () => {
  it("can't be written when the program reads no more", async () => {
    const program = new Popen(["true"], { stdin: PIPE });
    await program.wait();
    await assert.rejects(program.stdin.write("a"), EndOfPipeError);
    assert.equal(program.stdin.closed, true);
    await assert.rejects(program.stdin.write("a"), EndOfPipeError);
    await program.stdin.end();
  });

  it("can't be written after its end", async () => {
    await using program = cat();
    await program.stdin.end();
    await assert.rejects(program.stdin.write("a"), ClosedError);
    await program.stdin.end();
  });

  it("is on its way until the program has taken it", async () => {
    await using program = cat();
    const much = new Uint8Array(2_000_000).fill(0x61);
    await assert.rejects(program.stdin.write(much, { timeout: 5 }), TimeoutError);
    const ending = program.stdin.end();
    assert.equal((await program.stdout.bytes()).length, much.length);
    await ending;
  });

  it("drops what isn't taken yet when it is closed", async () => {
    const program = new Popen(["sleep", "1000"], { stdin: PIPE });
    const writing = program.stdin.write(new Uint8Array(2_000_000));
    await turns(3);
    program.stdin.close();
    await assert.rejects(writing, ClosedError);
    program.kill();
    await program.wait();
  });
});

describe("pipes between programs", () => {
  it("connect the output of one with the input of the next", async () => {
    const first = new Popen(["printf", "b\\na\\nc\\na\\n"], { stdout: PIPE });
    const second = new Popen(["sort"], { stdin: first.stdout, stdout: PIPE });
    const third = new Popen(["uniq", "-c"], { stdin: second.stdout, stdout: PIPE });
    const { stdout } = await third.communicate();
    assert.deepEqual(stdout.trim().split(/\s+/), ["2", "a", "1", "b", "1", "c"]);
    assert.deepEqual([await first.wait(), await second.wait()], [0, 0]);
  });

  it("work when the first program has ended before", async () => {
    const first = new Popen(["echo", "early"], { stdout: PIPE });
    await first.wait();
    await turns();
    const second = new Popen(["cat"], { stdin: first.stdout, stdout: PIPE });
    assert.equal((await second.communicate()).stdout, "early\n");
  });

  it("are handed over, so that the first program learns of the second's end", async () => {
    const first = new Popen(["yes"], { stdout: PIPE });
    const second = new Popen(["head", "-n", "1"], { stdin: first.stdout, stdout: PIPE });
    assert.equal(first.stdout.closed, true);
    await assert.rejects(first.stdout.read(), /handed to another program/);
    assert.throws(() => new Popen(["cat"], { stdin: first.stdout }), ClosedError);
    assert.equal((await second.communicate()).stdout, "y\n");
    assert.ok(isCutOff(await first.wait()));
  });

  it("carry on with the rest of what has been read in part", async () => {
    const first = new Popen(["sh", "-c", "echo head; seq 100000"], { stdout: PIPE });
    assert.equal(await first.stdout.readLine(), "head");
    const second = new Popen(["tail", "-n", "1"], { stdin: first.stdout, stdout: PIPE });
    assert.equal(second.stdin, undefined);
    assert.equal((await second.communicate()).stdout, "100000\n");
    assert.equal(await first.wait(), 0);
  });

  it("can lead from one program into the stdin of another", async () => {
    const last = new Popen(["tr", "a-z", "A-Z"], { stdin: PIPE, stdout: PIPE });
    const first = new Popen(["echo", "up"], { stdout: last.stdin });
    assert.equal(last.stdin.closed, true);
    assert.equal((await last.communicate()).stdout, "UP\n");
    await first.wait();
  });

  it("stay where they are when the second program can't be started", async () => {
    const first = new Popen(["echo", "still there"], { stdout: PIPE });
    assert.throws(() => new Popen(["no such program"], { stdin: first.stdout }));
    assert.equal(await first.stdout.text(), "still there\n");
  });

  it("are real ones, which programs can open by name", { skip: !hasRealPipes }, async () => {
    const line = "cat /dev/stdin > /dev/stdout; echo error > /dev/stderr";
    const options = { input: "in", captureOutput: true } as const;
    const { stdout, stderr } = await run(["sh", "-c", line], options);
    assert.deepEqual([stdout, stderr], ["in", "error\n"]);
  });
});
