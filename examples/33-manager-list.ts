// A list that lives in a process of its own: whoever has its proxy sees what the others have appended.
import { Process } from "skein";
import { Manager, type ListProxy } from "skein/manager";

async function append(list: ListProxy<number>): Promise<void> {
  await list.append(111);
}

await using manager = await Manager();
const list = await manager.list<number>();
console.log(await list.getValue()); // []

const child = new Process({ target: append, args: [list] });
child.start();
await child.join();
console.log(await list.getValue()); // [ 111 ]
