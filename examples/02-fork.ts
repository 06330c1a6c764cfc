// fork: the body runs in a child with a copy of everything that it names. (In Python: os.fork.)
import { fork } from "skein";

console.log(`Process (${process.pid}) start...`);
const parent = process.pid;
const child = fork(() => {
  console.log(`I am child process (${process.pid}) and my parent is ${parent}.`);
});
console.log(`I (${process.pid}) just created a child process (${child.pid}).`);
await child.join();
