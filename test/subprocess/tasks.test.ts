import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CancelledError, TimeoutError } from "../../src/errors.ts";
import { Popen } from "../../src/subprocess/popen.ts";
import { run } from "../../src/subprocess/run.ts";
import { PIPE } from "../../src/subprocess/stdio.ts";
import { Task } from "../../src/task/task.ts";
import { timeout } from "../../src/task/timeout.ts";
import { rejects } from "../task/rejects.ts";
import { isAlive, newFolder, pidIn, turns } from "./programs.ts";

describe("a task that waits for a program", () => {
  it("ends the program that it runs when it is cancelled", async () => {
    const cwd = newFolder();
    const task = Task.run(() => run(["sh", "-c", "echo $$ > pid; exec sleep 1000"], { cwd }));
    const pid = await pidIn(cwd);
    task.cancel();
    await rejects(task, CancelledError);
    assert.equal(isAlive(pid), false);
  });

  it("doesn't end a Popen, and loses nothing of its output", async () => {
    const program = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
    const line = Task.run(() => program.stdout.readLine());
    await program.stdin.write("half");
    await turns();
    line.cancel();
    await rejects(line, CancelledError);
    // It doesn't get to its end meanwhile.
    program.sendSignal("SIGSTOP");
    const waits: (() => Promise<unknown>)[] = [
      () => program.wait(),
      () => program.communicate(" and half"),
    ];
    for (const wait of waits) {
      const task = Task.run(wait);
      await turns(3);
      task.cancel();
      await rejects(task, CancelledError);
    }
    program.sendSignal("SIGCONT");
    // The second has begun to communicate, which goes on.
    assert.equal((await program.communicate()).stdout, "half and half");
  });

  it("ends the program when the time of the task is over", async () => {
    const cwd = newFolder();
    const line = "echo $$ > pid; exec sleep 1000";
    const limited = timeout(300, () => run(["sh", "-c", line], { cwd }));
    await assert.rejects(limited, TimeoutError);
    assert.equal(isAlive(await pidIn(cwd)), false);
  });

  it("doesn't start a program when it has been cancelled before", async () => {
    const task = Task.run(async () => {
      await turns(3);
      await run(["skein-has-no-such-program"]);
    });
    task.cancel();
    await rejects(task, CancelledError);
  });
});
