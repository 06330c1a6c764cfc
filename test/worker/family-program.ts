/** A program with children, for tests about who outlives whom. Argument: the case. Prints the pids of the family. */
import { writeSync } from "node:fs";
import { parentProcess } from "../../src/worker/parent-process.ts";
import { Process } from "../../src/worker/process.ts";

const [, , behaviour] = process.argv;

if (behaviour === "spin") {
  const child = new Process({
    target: () => {
      const grandchild = new Process({
        target: (pid: number) => {
          writeSync(1, `[${pid}, ${process.pid}]\n`);
          for (;;);
        },
        args: [process.pid],
      });
      grandchild.start();
      // The grandchild has been told everything when start returns, so nothing is lost by not turning the event loop.
      for (;;);
    },
  });
  child.start();
} else if (behaviour === "watch") {
  const child = new Process({
    target: async () => {
      const parent = parentProcess();
      const ended = parent?.join();
      writeSync(1, `[${process.pid}]\n`);
      writeSync(1, `parent has ended: ${await ended}, alive: ${parent?.isAlive}\n`);
    },
  });
  child.start();
} else {
  const child = new Process({
    daemon: true,
    target: () => {
      for (;;);
    },
  });
  child.start();
  await child.join({ timeout: 200 });
  writeSync(1, `[${child.pid}]\n`);
}
