/** A program around one child, for tests about what it shows and when it ends. Arguments: class, case. */
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
    const child = new Class({
      daemon: true,
      target: async () => {
        process.stdout.write("child has begun\n");
        await new Promise((resolve) => setTimeout(resolve, 60_000));
        process.stdout.write("child is done\n");
      },
    });
    child.start();
    await child.join({ timeout: 400 });
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
