// The output of a program line by line, as soon as each is written, while the program goes on; and a conversation, in which
// each side waits for the other. (In Python: Popen with iter(child.stdout.readline, b"").)
import { PIPE, Popen, STDOUT } from "skein/subprocess";

const work = "for step in 1 2 3; do echo step $step; sleep 0.05; done; echo done >&2";
let wasRunning = false;
{
  await using program = new Popen(["sh", "-c", work], { stdout: PIPE, stderr: STDOUT });
  for await (const line of program.stdout.lines()) {
    wasRunning ||= program.poll() === undefined;
    console.log("it says:", line);
  }
}
console.log("the first line came while others were still to be written:", wasRunning);

await using greeter = new Popen(["sh", "-c", 'while read -r name; do echo "hello $name"; done'], {
  stdin: PIPE,
  stdout: PIPE,
});
for (const name of ["Alice", "Bob"]) {
  await greeter.stdin.write(`${name}\n`);
  console.log(await greeter.stdout.readLine());
}
await greeter.stdin.end();
console.log("exit code:", await greeter.wait());
