import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Popen } from "../../src/subprocess/popen.ts";
import { run } from "../../src/subprocess/run.ts";
import { DEVNULL, PIPE } from "../../src/subprocess/stdio.ts";
import { openDescriptors, textOf, until } from "./programs.ts";

/** The children of this process that nobody has waited for. */
function zombies(): number[] {
  const children = textOf(`/proc/self/task/${process.pid}/children`).split(" ").filter(Boolean);
  return children.map(Number).filter((pid) => / \(.*\) Z /s.test(textOf(`/proc/${pid}/stat`)));
}

describe("many programs", () => {
  it("leave neither descriptors nor zombies, 1,000 of them 20 at a time", async () => {
    await run(["true"], { captureOutput: true });
    const before = openDescriptors();
    let next = 0;
    const outputs: string[] = [];
    const runSome = async (): Promise<void> => {
      while (next < 1_000) {
        const number = next++;
        const { stdout } = await run(["echo", `${number}`], { captureOutput: true });
        outputs[number] = stdout;
      }
    };
    await Promise.all(Array.from({ length: 20 }, runSome));
    assert.deepEqual(
      outputs,
      Array.from({ length: 1_000 }, (_, number) => `${number}\n`),
    );
    // What is closed is let go of when the event loop turns.
    await until(() => openDescriptors() <= before);
    assert.deepEqual(zombies(), []);
  });

  it("leave no descriptors, however they end", async () => {
    await run(["true"], { captureOutput: true });
    const before = openDescriptors();
    for (let round = 0; round < 5; round++) {
      const pipes = { stdin: PIPE, stdout: PIPE, stderr: PIPE } as const;
      {
        await using unread = new Popen(["echo", "a"], pipes);
        assert.equal(unread.stdout.closed, false);
      }
      const killed = new Popen(["cat"], pipes);
      killed.kill();
      await killed.communicate("input");
      const controller = new AbortController();
      const options = { signal: controller.signal, captureOutput: true, input: "a" } as const;
      const aborted = run(["sleep", "1000"], options);
      controller.abort();
      await assert.rejects(aborted);
      const first = new Popen(["echo", "a"], { stdout: PIPE, stderr: DEVNULL });
      const second = new Popen(["cat"], { stdin: first.stdout, stdout: PIPE });
      assert.equal((await second.communicate()).stdout, "a\n");
      const early = run(["head", "-c", "1"], { input: "x".repeat(1_000_000), stdout: PIPE });
      assert.equal((await early).stdout, "x");
    }
    // What is closed is let go of when the event loop turns.
    await until(() => openDescriptors() <= before);
  });
});
