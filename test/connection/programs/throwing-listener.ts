import { connect, Listener } from "../../../src/connection.ts";

/** Listens by a listener that throws at every message, and says which have come and what was thrown. */
const listener = await Listener.open();
const accepted = listener.accept();
const left = await connect(listener.address);
const right = await accepted;
const heard: string[] = [];
const thrown: string[] = [];
process.on("uncaughtException", (error) => {
  thrown.push(error.message);
});
// Some are there before somebody listens; the others come together, the last one in several chunks.
const long = Buffer.alloc(200_000, "9");
for (const text of ["0", "1", "2"]) left.write(Buffer.from(text));
await right.poll({ timeout: Infinity });
right.onEnd(() => {
  process.nextTick(() => {
    process.stdout.write(`${heard.join(" ")}\n${thrown.join(" ")}\n`);
  });
});
right.onMessage((bytes) => {
  const text = Buffer.from(bytes).toString().slice(0, 1);
  heard.push(text);
  throw new Error(text);
});
for (const text of ["3", "4", "5"]) left.write(Buffer.from(text));
left.write(long);
left.write(Buffer.from("6"));
left.close();
