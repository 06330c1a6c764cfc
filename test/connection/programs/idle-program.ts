import { connect, Listener } from "../../../src/connection.ts";

/**
 * Opens a listener and a connection to it; "idle" waits for nothing, so that it ends by itself, "waiting" for a message
 * that comes later, "listening" the same without promises; "flushing" writes a long message to an address.
 */
const [how, address] = process.argv.slice(2);
const listener = await Listener.open();
const accepted = listener.accept();
const left = await connect(listener.address);
const right = await accepted;
const later = (): void => {
  setTimeout(() => left.write(Buffer.from("late")), 50).unref();
};
if (how === "waiting") {
  later();
  process.stdout.write(`${Buffer.from(await right.recvBytes()).toString()}\n`);
}
if (how === "listening") {
  later();
  right.onMessage((bytes) => {
    process.stdout.write(`${Buffer.from(bytes).toString()}\n`);
    right.close();
  });
}
if (how === "flushing") {
  const away = await connect(address ?? "");
  away.write(Buffer.alloc(10_000_000));
}
process.stdout.write("end of program\n");
