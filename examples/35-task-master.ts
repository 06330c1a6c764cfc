// Distributed processes: the master serves a queue of tasks and one of results; workers join it over the network.
//
//     node 35-task-master.js [ADDRESS]       then, as often as you like and on any machine that reaches the address:
//     node 36-task-worker.js [ADDRESS]       or
//     python3 python/task_worker.py [ADDRESS]
import { defineManager, single } from "skein/manager";
import { Queue } from "skein/task";

const QueueManager = defineManager({
  get_task_queue: single(() => new Queue<number>()),
  get_result_queue: single(() => new Queue<string>()),
});

const tasks = 10;
const address = process.argv[2] ?? "127.0.0.1:5000";
await using manager = await QueueManager.start({ address, authkey: "abc" });
console.log(`Serving at ${manager.address}`);

const task = await manager.get_task_queue();
const result = await manager.get_result_queue();
for (let index = 0; index < tasks; index++) {
  const number = Math.floor(Math.random() * 10_000);
  console.log(`Put task ${number}...`);
  await task.put(number);
}

console.log("Try get results...");
for (let index = 0; index < tasks; index++)
  console.log(`Result: ${await result.get({ timeout: 10_000 })}`);
console.log("master exit.");
