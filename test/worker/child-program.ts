/** A program around one child, for tests about what it shows and when it ends. Arguments: class, case. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Thread } from "../../src/thread/thread.ts";
import type { ChildOptions } from "../../src/worker/child-options.ts";
import { Process } from "../../src/worker/process.ts";

const [, , type, behaviour] = process.argv;

function make(options: ChildOptions<[], unknown>): Process | Thread {
  return type === "Thread"
    ? new Thread(Object.assign({ dedicated: true }, options))
    : new Process(options);
}

const cases: Record<string, () => Promise<void> | void> = {
  waited() {
    make({
      target: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        console.log("child is done");
      },
    }).start();
    console.log("main is done");
  },

  async daemon() {
    const folder = mkdtempSync(join(tmpdir(), "skein-test-"));
    const sign = join(folder, "begun");
    const child = make({
      daemon: true,
      target: async () => {
        writeFileSync(sign, "");
        await new Promise((resolve) => setTimeout(resolve, 60_000));
        console.log("child is done");
      },
    });
    child.start();
    while (!existsSync(sign)) await new Promise((resolve) => setTimeout(resolve, 5));
    rmSync(folder, { recursive: true });
    console.log("child has begun");
    console.log("main is done");
  },

  async throws() {
    const child = make({
      name: "unlucky",
      target: () => {
        throw new TypeError("thrown in the child");
      },
    });
    child.start();
    await child.join();
    console.log(`exit code ${child.exitCode}`);
  },

  async "throws-later"() {
    const child = make({
      name: "unlucky",
      target: () => {
        setImmediate(() => {
          throw new TypeError("thrown later");
        });
      },
    });
    child.start();
    await child.join();
    console.log(`exit code ${child.exitCode}`);
  },

  async spin() {
    const child = make({
      target: () => {
        for (;;);
      },
    });
    child.start();
    console.log(Reflect.get(child, "pid"));
    await child.join();
  },
};

await cases[behaviour ?? ""]?.();
