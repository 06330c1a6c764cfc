/** A program around one child, for tests about what it shows and when it ends. Arguments: class, case. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Thread } from "../../src/thread/thread.ts";
import { Process } from "../../src/worker/process.ts";

const [, , type, behaviour] = process.argv;
const Class = type === "Thread" ? Thread : Process;

const cases: Record<string, () => Promise<void> | void> = {
  waited() {
    new Class({
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
    const child = new Class({
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
    const child = new Class({
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
    const child = new Class({
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
    const child = new Class({
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
