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

const serversBody = `
  const manager = await Manager();
  const list = await manager.list([1]);
  await list.append(2);
  console.log("manager", await list.getValue());
  await manager.close();

  const queues = await defineManager({ queue: single(() => new Queue()) }).start();
  const queue = await queues.queue();
  await queue.put("item");
  console.log("queue", await queue.get());
  await queues.close();

  const { stdout } = await run([process.execPath, "-p", "6 * 7"], { captureOutput: true });
  console.log("subprocess", stdout.trim());

  const listener = await Listener.open("127.0.0.1:0", { authkey: "abc" });
  const accepted = listener.accept();
  const connection = await connect(listener.address, { authkey: "abc" });
  await connection.send(new Tuple([1, "two"]));
  console.log("connection", await (await accepted).recv());
  connection.close();
  listener.close();

  const app = () => ({ fetch: () => new Response("hello") });
  const server = await serve(app, { workers: 2, bind: 0 });
  const response = await fetch("http://" + server.address);
  console.log("web", await response.text(), server.workers.length);
  await server.close();
`;

/** What every program that uses the sub-paths prints. */
export const printedByServers =
  "manager [ 1, 2 ]\nqueue item\nsubprocess 42\nconnection [ 1, 'two' ]\nweb hello 2\n";

const servers: Readonly<Record<string, string>> = {
  "skein/connection": "Listener, Tuple, connect",
  "skein/manager": "Manager, defineManager, single",
  "skein/subprocess": "run",
  "skein/task": "Queue",
  "skein/web": "serve",
};

const importLines = Object.entries(servers).map(
  ([from, names]) => `import { ${names} } from "${from}";`,
);
const requireLines = Object.entries(servers).map(
  ([from, names]) => `const { ${names} } = require("${from}");`,
);

/** Managers, connections, programs and the web, as an ES module. */
export const serversAsEsModule: string = `${importLines.join("\n")}\n{${serversBody}}\n`;

/** The same as CommonJS. */
export const serversAsCommonJs: string = `${requireLines.join("\n")}
async function main() {${serversBody}}
void main();
`;

/** The same with types: it has to compile in a strict project, and does what the others do. */
export const serversAsTypeScript: string = `${importLines.join("\n")}
import type { DictProxy, ListProxy, QueueProxy } from "skein/manager";
import type { InputPipe, OutputPipe, Popen } from "skein/subprocess";
import type { Server, ServeOptions, WsgiApplication } from "skein/web";
import type { Connection, SocketAddress } from "skein/connection";

const options: ServeOptions = { workers: 2, bind: "127.0.0.1:0", admin: undefined };
export type Named = [DictProxy<string, number>, InputPipe, OutputPipe, Popen, WsgiApplication, Connection, SocketAddress];

async function appended(list: ListProxy<number>): Promise<number[]> {
  await list.append(2);
  return list.getValue();
}

async function main(): Promise<void> {
  const manager = await Manager();
  console.log("manager", await appended(await manager.list([1])));
  await manager.close();

  const queues = await defineManager({ queue: single(() => new Queue<string>()) }).start();
  const queue: QueueProxy<string> = await queues.queue();
  await queue.put("item");
  console.log("queue", await queue.get());
  await queues.close();

  const { stdout } = await run([process.execPath, "-p", "6 * 7"], { captureOutput: true });
  const text: string = stdout.trim();
  console.log("subprocess", text);

  using listener = await Listener.open("127.0.0.1:0", { authkey: "abc" });
  const accepted: Promise<Connection> = listener.accept();
  using connection = await connect(listener.address, { authkey: "abc" });
  await connection.send(new Tuple([1, "two"] as const));
  console.log("connection", await (await accepted).recv());

  await using server: Server = await serve(() => ({ fetch: () => new Response("hello") }), options);
  const response = await fetch("http://" + server.address);
  console.log("web", await response.text(), server.workers.length);
}

void main();
`;
