import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { closeSync, openSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  CalledProcessError,
  MisuseError,
  OutputTooLongError,
  TimeoutExpired,
} from "../../src/errors.ts";
import { Popen } from "../../src/subprocess/popen.ts";
import { run } from "../../src/subprocess/run.ts";
import { DEVNULL, PIPE, STDOUT } from "../../src/subprocess/stdio.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { isAlive, newFolder, pidIn, textOf, turns, untilGone } from "./programs.ts";

const captured = { captureOutput: true } as const;

describe("run", () => {
  it("gives the return code, and no output unless it is captured", async () => {
    const completed = await run(["sh", "-c", "exit 3"]);
    assert.equal(completed.returncode, 3);
    assert.equal(completed.stdout, undefined);
    assert.equal(completed.stderr, undefined);
    assert.deepEqual(completed.args, ["sh", "-c", "exit 3"]);
  });

  it("captures both outputs as text", async () => {
    const { stdout, stderr } = await run(["sh", "-c", "echo é; echo no >&2"], captured);
    assert.deepEqual([stdout, stderr], ["é\n", "no\n"]);
  });

  it("captures one output where only one is a pipe", async () => {
    const { stdout, stderr } = await run(["echo", "a"], { stdout: PIPE, stderr: DEVNULL });
    assert.deepEqual([stdout, stderr], ["a\n", undefined]);
  });

  it("gives bytes that are no text as they are", async () => {
    const options = { ...captured, encoding: "buffer" } as const;
    const { stdout } = await run(["printf", "\\377\\000a"], options);
    assert.deepEqual(stdout, new Uint8Array([0xff, 0, 0x61]));
  });

  it("decodes latin1, and encodes the input likewise", async () => {
    const { stdout } = await run(["cat"], { ...captured, encoding: "latin1", input: "ÿé" });
    assert.equal(stdout, "ÿé");
    const counted = await run(["wc", "-c"], { ...captured, encoding: "latin1", input: "ÿé" });
    assert.equal(counted.stdout.trim(), "2");
  });

  it("sends stderr where stdout goes", async () => {
    const line = "echo a; echo b >&2; echo c";
    const { stdout, stderr } = await run(["sh", "-c", line], { stdout: PIPE, stderr: STDOUT });
    assert.deepEqual([stdout, stderr], ["a\nb\nc\n", undefined]);
  });

  it("writes to an open file", async () => {
    const path = join(newFolder(), "out");
    const file = openSync(path, "w");
    await run(["sh", "-c", "echo a; echo b >&2"], { stdout: file, stderr: STDOUT });
    closeSync(file);
    assert.equal(readFileSync(path, "utf8"), "a\nb\n");
  });

  it("reads from an open file", async () => {
    const path = join(newFolder(), "in");
    writeFileSync(path, "from a file");
    const file = openSync(path, "r");
    const { stdout } = await run(["head", "-c", "6"], { stdin: file, stdout: PIPE });
    closeSync(file);
    assert.equal(stdout, "from a");
  });

  it("hands arguments over as they are, without a shell", async () => {
    const odd = ["$HOME", "a b", "*", ";ls", "'", '"', "`id`", "\\", "", "é\n", "--", "-n"];
    const { stdout } = await run(["printf", "%s\\0", ...odd], captured);
    assert.deepEqual(stdout.split("\0").slice(0, -1), odd);
  });

  it("passes a line to a shell when asked", async () => {
    const { stdout } = await run("echo $((1 + 2)) | cat", { ...captured, shell: true });
    assert.equal(stdout, "3\n");
  });

  it("takes a shell by its path", async () => {
    const { stdout } = await run("echo $0", { ...captured, shell: "/bin/bash" });
    assert.equal(stdout, "/bin/bash\n");
  });

  it("runs in the folder that it is given", async () => {
    const cwd = realpathSync(newFolder());
    assert.equal((await run(["pwd"], { ...captured, cwd })).stdout, `${cwd}\n`);
  });

  it("replaces all environment variables", async () => {
    const env = { PATH: process.env["PATH"], ONE: "1", NONE: undefined };
    const { stdout } = await run(["env"], { ...captured, env });
    assert.deepEqual(stdout.split("\n").toSorted(), ["", "ONE=1", `PATH=${process.env["PATH"]}`]);
  });

  it("gives an empty environment where env is empty", async () => {
    assert.equal((await run(["/usr/bin/env"], { ...captured, env: {} })).stdout, "");
  });

  it("finds the end of a program that a signal has ended", async () => {
    assert.equal((await run(["sh", "-c", "kill -9 $$"])).returncode, -9);
    assert.equal((await run(["sh", "-c", "kill -TERM $$"])).returncode, -15);
  });

  it("rejects with the output when checked", async () => {
    const failing = run(["sh", "-c", "echo out; echo err >&2; exit 7"], {
      ...captured,
      check: true,
    });
    await assert.rejects(failing, (error) => {
      assert.ok(error instanceof CalledProcessError);
      assert.deepEqual(
        [error.returncode, error.stdout, error.stderr, error.message],
        [7, "out\n", "err\n", 'the program "sh -c echo out; echo err >&2; exit 7" returned 7'],
      );
      return true;
    });
  });

  it("gives what check would have thrown later", async () => {
    const completed = await run(["false"]);
    assert.throws(() => completed.checkReturncode(), CalledProcessError);
    (await run(["true"])).checkReturncode();
  });

  it("kills the program after its timeout, and has what it wrote until then", async () => {
    using clock = new VirtualClock().install();
    const folder = newFolder();
    await using endless = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
    const line = "echo partial; printf '\\303'; echo $$ > pid; exec cat";
    const running = run(["sh", "-c", line], {
      cwd: folder,
      stdin: endless.stdout,
      stdout: PIPE,
      timeout: 60_000,
    });
    const expired = assert.rejects(running, (error) => {
      assert.ok(error instanceof TimeoutExpired);
      assert.equal(error.timeout, 60_000);
      // Half of a character isn't given.
      assert.deepEqual([error.stdout, error.stderr], ["partial\n", undefined]);
      return true;
    });
    const pid = await pidIn(folder);
    await turns();
    await clock.advance(60_000);
    await expired;
    assert.equal(isAlive(pid), false);
  });

  it("ends the program when the call is aborted, and rejects with the reason", async () => {
    const controller = new AbortController();
    const folder = newFolder();
    const line = "echo $$ > pid; exec sleep 1000";
    const running = run(["sh", "-c", line], { cwd: folder, signal: controller.signal });
    const pid = await pidIn(folder);
    const reason = new Error("enough");
    controller.abort(reason);
    await assert.rejects(running, reason);
    assert.equal(isAlive(pid), false);
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  });

  it("doesn't start a program when the signal is aborted already", async () => {
    const folder = newFolder();
    const signal = AbortSignal.abort(new Error("before"));
    await assert.rejects(run(["sh", "-c", "echo yes > made"], { cwd: folder, signal }), /before/);
    assert.equal(textOf(join(folder, "made")), "");
  });

  it("kills a program that survives the signal it should end by", async () => {
    using clock = new VirtualClock().install();
    const folder = newFolder();
    const line = "trap '' TERM; echo $$ > pid; while :; do sleep 1000; done";
    const running = run(["sh", "-c", line], {
      cwd: folder,
      timeout: 10,
      killSignal: "SIGTERM",
      killTree: true,
    });
    const pid = await pidIn(folder);
    const expired = assert.rejects(running, TimeoutExpired);
    await clock.advance(10);
    assert.equal(isAlive(pid), true);
    await clock.advance(5_000);
    await expired;
    await untilGone(pid);
  });

  it("ends the program when it writes more than it may", async () => {
    const running = run(["yes"], { stdout: PIPE, maxBuffer: 1_000_000 });
    await assert.rejects(running, (error) => {
      assert.ok(error instanceof OutputTooLongError);
      assert.equal(error.limit, 1_000_000);
      return true;
    });
    assert.equal((await run(["echo", "four"], { ...captured, maxBuffer: 5 })).stdout, "four\n");
  });

  it("doesn't mind a program that doesn't read its input", async () => {
    const input = "x".repeat(10_000_000);
    assert.equal((await run(["true"], { input })).returncode, 0);
    const { stdout } = await run(["head", "-c", "3"], { input, stdout: PIPE });
    assert.equal(stdout, "xxx");
  });

  it("takes 100 MB in and out without a deadlock", async () => {
    const input = new Uint8Array(100_000_000).fill(0x61);
    input[99_999_999] = 0x62;
    const { stdout } = await run(["cat"], { input, ...captured, encoding: "buffer" });
    assert.equal(stdout.length, input.length);
    assert.equal(Buffer.compare(stdout, input), 0);
  });

  it("takes much from both outputs at once", async () => {
    const line = "head -c 3000000 /dev/zero & head -c 2000000 /dev/zero >&2; wait";
    const { stdout, stderr } = await run(["sh", "-c", line], captured);
    assert.deepEqual([stdout.length, stderr.length], [3_000_000, 2_000_000]);
  });
});

describe("the options of run", () => {
  for (const [what, options, names] of [
    ["captureOutput with stdout", { captureOutput: true, stdout: PIPE }, /captureOutput/],
    ["captureOutput with stderr", { captureOutput: true, stderr: STDOUT }, /captureOutput/],
    ["input with stdin", { input: "a", stdin: PIPE }, /input/],
    ["NUL in cwd", { cwd: "a\0b" }, /cwd has a NUL/],
    ["a variable with =", { env: { "A=B": "c" } }, /A=B/],
    ["NUL in a variable", { env: { A: "\0" } }, /env.A has a NUL/],
    ["a signal that there isn't", { killSignal: 99 }, /signal "99"/],
    ["a daemon in its own session", { daemon: true, newSession: true }, /newSession/],
    ["a timeout that is no number", { timeout: Number.NaN }, /timeout/],
    ["a negative maxBuffer", { maxBuffer: -1 }, /maxBuffer/],
  ] as const) {
    it(`refuse ${what}`, async () => {
      await assert.rejects(run(["true"], options), (error) => {
        assert.ok(error instanceof MisuseError);
        assert.match(error.message, names);
        return true;
      });
    });
  }

  it("refuse what the types would", async () => {
    // Programs without types can do this.
    await assert.rejects(run(["true"], { encoding: "utf7" as "utf8" }), /utf7/);
    const { stdout } = await run(["printf", "%s", "é"], { captureOutput: true, encoding: "utf-8" });
    assert.equal(stdout, "é");
    // As above.
    await assert.rejects(run(["true"], { input: 5 as unknown as string }), /input must be/);
    // As above.
    await assert.rejects(
      run(["true"], { stdout: STDOUT as unknown as typeof PIPE }),
      /STDOUT is only for/,
    );
  });
});
