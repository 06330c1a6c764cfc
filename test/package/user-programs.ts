/** What a user might write on the first day, once per kind of module. Each prints {@link printed} and ends by itself. */

const body = `
  const factor = 3;
  const processes = new Pool(2);
  console.log("processes", await processes.map((x) => x * factor, [1, 2, 3]));
  processes.close();
  await processes.join();

  const threads = new ThreadPool(2);
  console.log("threads", await threads.map((x) => x * factor, [4, 5, 6]));
  threads.close();
  await threads.join();

  const child = new Process({ target: (a, b) => a + b * factor, args: [1, 2] });
  child.start();
  await child.join();
  console.log("process", await child.result(), child.exitCode);

  const thread = new Thread({ target: (a, b) => a + b * factor, args: [3, 4] });
  thread.start();
  await thread.join();
  console.log("thread", await thread.result());
`;

/** What every program here prints. */
export const printed = "processes [ 3, 6, 9 ]\nthreads [ 12, 15, 18 ]\nprocess 7 0\nthread 15\n";

/** An ES module in JavaScript, with nothing newer than Node 20 knows. */
export const asEsModule: string = `
import { Pool, Process, Thread, ThreadPool } from "skein";
{${body}}
`;

/** CommonJS in JavaScript. */
export const asCommonJs: string = `
const { Pool, Process, Thread, ThreadPool } = require("skein");
async function main() {${body}}
void main();
`;

/** TypeScript with types only where they can be erased; `await using` closes and joins. */
export const asTypeScript: string = `
import { Pool, Process, Thread, ThreadPool } from "skein";

const factor: number = 3;

async function main(): Promise<void> {
  {
    await using processes = new Pool(2);
    console.log("processes", await processes.map((x: number) => x * factor, [1, 2, 3]));
  }
  {
    await using threads = new ThreadPool(2);
    console.log("threads", await threads.map((x: number) => x * factor, [4, 5, 6]));
  }
  const child = new Process({ target: (a: number, b: number) => a + b * factor, args: [1, 2] });
  child.start();
  await child.join();
  console.log("process", await child.result(), child.exitCode);

  const thread = new Thread({ target: (a: number, b: number) => a + b * factor, args: [3, 4] });
  thread.start();
  await thread.join();
  console.log("thread", await thread.result());
}

void main();
`;
