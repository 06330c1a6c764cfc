// Parent and child talk through the two ends of a pipe. (In Python: multiprocessing.Pipe.)
import { type Connection, pipe, Process } from "skein";

async function child(connection: Connection<number, string>): Promise<void> {
  // Ends when the other side has closed its end, or has died.
  for await (const question of connection) {
    await connection.send(`${question} x ${question} = ${question * question}`);
  }
}

const [ours, theirs] = pipe<string, number>();
const process = new Process({ target: child, args: [theirs] });
process.start();
theirs.close();

for (const number of [3, 4, 5]) {
  await ours.send(number);
  console.log(await ours.receive());
}
ours.close();
await process.join();
console.log(`child ended with exit code ${process.exitCode}`);
