import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { MisuseError, OutputTooLongError, TimeoutExpired } from "../../src/errors.ts";
import { Popen } from "../../src/subprocess/popen.ts";
import { DEVNULL, PIPE, STDOUT } from "../../src/subprocess/stdio.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import {
  isAlive,
  isCutOff,
  newFolder,
  pidIn,
  stateOf,
  turns,
  until,
  untilGone,
} from "./programs.ts";

describe("Popen", () => {
  it("has its pid at once, and a return code when it has ended", async () => {
    const program = new Popen(["cat"], { stdin: PIPE });
    assert.equal(isAlive(program.pid), true);
    assert.deepEqual([program.returncode, program.poll()], [undefined, undefined]);
    program.stdin.close();
    assert.equal(await program.wait(), 0);
    assert.deepEqual([program.returncode, program.poll()], [0, 0]);
    assert.equal(isAlive(program.pid), false);
  });

  it("learns of the end when the event loop turns", async () => {
    const program = new Popen(["sh", "-c", "exit 4"]);
    assert.equal(await until(() => program.poll()), 4);
  });

  it("has pipes only where it was told so", async () => {
    const program = new Popen(["true"], { stdout: PIPE, stderr: DEVNULL });
    assert.deepEqual([program.stdin, program.stderr], [undefined, undefined]);
    assert.deepEqual(program.args, ["true"]);
    await program.communicate();
  });

  it("reads and writes step by step", async () => {
    await using program = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
    await program.stdin.write("one\n");
    assert.equal(await program.stdout.readLine(), "one");
    await program.stdin.write(new Uint8Array([0x74, 0x77, 0x6f]));
    await program.stdin.end("!\n");
    assert.equal(await program.stdout.text(), "two!\n");
    assert.equal(await program.stdout.read(), undefined);
    assert.equal(await program.wait(), 0);
  });

  it("lets a wait end, but not the program, when its time is over", async () => {
    using clock = new VirtualClock().install();
    await using program = new Popen(["cat"], { stdin: PIPE });
    const expired = assert.rejects(program.wait({ timeout: 500 }), (error) => {
      assert.ok(error instanceof TimeoutExpired);
      assert.deepEqual([error.timeout, error.command], [500, ["cat"]]);
      return true;
    });
    await clock.advance(500);
    await expired;
    assert.equal(program.poll(), undefined);
    assert.equal(isAlive(program.pid), true);
  });

  it("asks without waiting when the timeout is 0", async () => {
    await using program = new Popen(["cat"], { stdin: PIPE });
    await assert.rejects(program.wait({ timeout: 0 }), TimeoutExpired);
    program.kill();
    await program.exited;
    assert.equal(await program.wait({ timeout: 0 }), -9);
  });

  it("lets a wait end with the reason of its signal", async () => {
    await using program = new Popen(["cat"], { stdin: PIPE });
    const controller = new AbortController();
    const waiting = program.wait({ signal: controller.signal });
    controller.abort(new Error("no more"));
    await assert.rejects(waiting, /no more/);
    assert.equal(isAlive(program.pid), true);
  });

  for (const [name, number] of [
    ["SIGTERM", 15],
    ["SIGKILL", 9],
    ["SIGUSR1", 10],
    ["SIGINT", 2],
  ] as const) {
    it(`is ended by ${name} with return code -${number}`, async () => {
      const program = new Popen(["cat"], { stdin: PIPE });
      program.sendSignal(name);
      assert.equal(await program.wait(), -number);
      const other = new Popen(["cat"], { stdin: PIPE });
      other.sendSignal(number);
      assert.equal(await other.wait(), -number);
      for (const { stdin } of [program, other]) stdin.close();
    });
  }

  it("terminates and kills", async () => {
    const programs = [1, 2].map(() => new Popen(["cat"], { stdin: PIPE }));
    programs[0]?.terminate();
    programs[1]?.kill();
    assert.deepEqual(await Promise.all(programs.map((each) => each.wait())), [-15, -9]);
    for (const each of programs) each.closePipes();
  });

  it("lets a program handle a signal", async () => {
    const line = "trap 'echo caught; exit 5' TERM; echo ready; while :; do read x || :; done";
    await using program = new Popen(["bash", "-c", line], { stdin: PIPE, stdout: PIPE });
    assert.equal(await program.stdout.readLine(), "ready");
    program.terminate();
    assert.equal(await program.stdout.readLine(), "caught");
    assert.equal(await program.wait(), 5);
  });

  it("doesn't mind a signal to a program that has ended", async () => {
    const program = new Popen(["true"]);
    await program.wait();
    program.kill();
    program.sendSignal("SIGTERM", { tree: true });
    assert.equal(program.returncode, 0);
  });

  it("refuses a signal that there isn't", async () => {
    await using program = new Popen(["cat"], { stdin: PIPE });
    assert.throws(() => program.sendSignal(77), MisuseError);
    // Programs without types can do this.
    assert.throws(() => program.sendSignal("SIGNOT" as "SIGTERM"), /no signal "SIGNOT"/);
  });

  it("closes the pipes and waits for the end when its block is left", async () => {
    const seen: Popen[] = [];
    {
      await using program = new Popen(["sort"], { stdin: PIPE, stdout: DEVNULL });
      seen.push(program);
      // Not awaited: it is still written.
      void program.stdin.write("x\n".repeat(1_000_000));
    }
    assert.deepEqual([seen[0]?.returncode, seen[0]?.stdin?.closed], [0, true]);
  });

  it("ends a program that writes for ever when its output is closed", async () => {
    const program = new Popen(["yes"], { stdout: PIPE });
    assert.match((await program.stdout.readLine()) ?? "", /^y$/);
    program.stdout.close();
    assert.ok(isCutOff(await program.wait()));
  });

  it("leads a session of its own when told so", async () => {
    const line = "cut -d' ' -f6 /proc/self/stat";
    const own = new Popen(["sh", "-c", line], { stdout: PIPE, newSession: true });
    assert.equal(Number((await own.communicate()).stdout), own.pid);
    const other = new Popen(["sh", "-c", line], { stdout: PIPE });
    assert.notEqual(Number((await other.communicate()).stdout), other.pid);
  });

  it("has only the descriptors that it is given", async () => {
    await using open = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
    assert.equal(open.stdout.closed, false);
    const list = new Popen(["ls", "/proc/self/fd"], {
      stdin: DEVNULL,
      stdout: PIPE,
      stderr: STDOUT,
    });
    // What this program itself has got from others is handed on by Node, too.
    const { stdout } = spawnSync("ls", ["/proc/self/fd"], { encoding: "utf8" });
    assert.equal((await list.communicate()).stdout, stdout);
  });

  it("leaves a program running that is no daemon", async () => {
    const folder = newFolder();
    const module = new URL("../../src/subprocess/popen.js", import.meta.url).href;
    const script = `
      const { Popen } = await import(${JSON.stringify(module)});
      new Popen(["sh", "-c", "echo $$ > pid; exec sleep 1000"], { daemon: process.argv[1] === "daemon" });
      process.stdin.resume().on("end", () => process.exit());`;
    for (const kind of ["plain", "daemon"]) {
      const options = { stdin: PIPE, cwd: folder } as const;
      const args = ["--input-type=module", "-e", script, kind];
      const parent = new Popen([process.execPath, ...args], options);
      const pid = await pidIn(folder);
      parent.stdin.close();
      assert.equal(await parent.wait(), 0);
      if (kind === "daemon") {
        await untilGone(pid);
      } else {
        assert.equal(isAlive(pid), true);
        process.kill(pid);
        await untilGone(pid);
        await new Popen(["rm", "pid"], { cwd: folder }).wait();
      }
    }
  });
});

describe("communicate", () => {
  it("gives the same again when all has been given", async () => {
    const program = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
    assert.deepEqual(await program.communicate("a\n"), { stdout: "a\n", stderr: undefined });
    assert.deepEqual(await program.communicate(), { stdout: "a\n", stderr: undefined });
    assert.equal(program.returncode, 0);
  });

  it("can be called again after its time was over, and loses nothing", async () => {
    using clock = new VirtualClock().install();
    const folder = newFolder();
    const line = "printf 'first '; echo $$ > pid; exec cat";
    const source = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
    const program = new Popen(["sh", "-c", line], {
      cwd: folder,
      stdin: source.stdout,
      stdout: PIPE,
    });
    const expired = assert.rejects(program.communicate(undefined, { timeout: 100 }), (error) => {
      assert.ok(error instanceof TimeoutExpired);
      assert.equal(error.stdout, "first ");
      return true;
    });
    await pidIn(folder);
    await turns();
    await clock.advance(100);
    await expired;
    await source.stdin.end("second");
    assert.equal((await program.communicate()).stdout, "first second");
    await source.wait();
  });

  it("goes on with the input after its time was over", async () => {
    const program = new Popen(["sh", "-c", "kill -STOP $$; cat"], { stdin: PIPE, stdout: PIPE });
    const input = "x".repeat(1_000_000);
    await assert.rejects(program.communicate(input, { timeout: 0 }), TimeoutExpired);
    await assert.rejects(program.communicate(input), /has had its input/);
    await until(() => stateOf(program.pid) === "T");
    program.sendSignal("SIGCONT");
    assert.equal((await program.communicate()).stdout, input);
  });

  it("refuses input where there is no pipe for it", async () => {
    const program = new Popen(["true"]);
    await assert.rejects(program.communicate("a"), /stdin: PIPE/);
    await program.wait();
  });

  it("takes what has not been read before", async () => {
    const program = new Popen(["printf", "a\\nb\\nc\\n"], { stdout: PIPE });
    assert.equal(await program.stdout.readLine(), "a");
    assert.equal((await program.communicate()).stdout, "b\nc\n");
  });

  it("waits for all who can write to the output, and only so long", async () => {
    const folder = newFolder();
    const line = "(echo $BASHPID > pid; exec sleep 1000) & until [ -s pid ]; do :; done; echo out";
    const program = new Popen(["bash", "-c", line], { cwd: folder, stdout: PIPE });
    assert.equal(await program.wait(), 0);
    await turns();
    await assert.rejects(program.communicate(undefined, { timeout: 0 }), TimeoutExpired);
    const grandchild = await pidIn(folder);
    assert.equal(isAlive(grandchild), true);
    process.kill(grandchild);
    assert.equal((await program.communicate()).stdout, "out\n");
  });

  it("refuses more than maxBuffer", async () => {
    const program = new Popen(["yes"], { stdout: PIPE });
    await assert.rejects(
      program.communicate(undefined, { maxBuffer: 100_000 }),
      OutputTooLongError,
    );
    program.closePipes();
    assert.ok(isCutOff(await program.wait()));
  });

  it("fails when somebody else is reading", async () => {
    const program = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
    const reading = program.stdout.read();
    await assert.rejects(program.communicate("a"), /read by somebody else/);
    await program.stdin.end("b");
    assert.deepEqual(await reading, new Uint8Array([0x62]));
    assert.equal((await program.communicate()).stdout, "");
  });

  it("waits for no input where stdin is no pipe any more", async () => {
    const program = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
    await program.stdin.end("all");
    assert.equal((await program.communicate()).stdout, "all");
  });
});
