// A worker of 35-task-master.ts, or of the same program in Python (python/task_master.py): it can't tell the difference.
import { QueueEmptyError } from "skein";
import { defineManager, remote } from "skein/manager";
import { sleep, type Queue } from "skein/task";

const QueueManager = defineManager({
  get_task_queue: remote<Queue<number>>(),
  get_result_queue: remote<Queue<string>>(),
});

const address = process.argv[2] ?? "127.0.0.1:5000";
const seconds = Number(process.argv[3] ?? 1);
console.log(`Connect to server ${address}...`);
await using manager = await QueueManager.connect({ address, authkey: "abc" });
const task = await manager.get_task_queue();
const result = await manager.get_result_queue();
for (let index = 0; index < 10; index++) {
  try {
    const number = await task.get({ timeout: 1_000 });
    console.log(`run task ${number} * ${number}...`);
    await sleep(seconds * 1_000);
    await result.put(`${number} * ${number} = ${number * number}`);
  } catch (error) {
    if (!(error instanceof QueueEmptyError)) throw error;
    console.log("task queue is empty.");
  }
}
console.log("worker exit.");
