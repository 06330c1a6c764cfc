// An echo server from a pool: processes, and threads in each, that all accept connections on one listening socket.
//
//     node 38-echo-server.js [PORT]      then: nc 127.0.0.1 PORT
import { cpuCount } from "skein";
import { SocketServer, type SocketConnection } from "skein/web";

async function echo(connection: SocketConnection): Promise<void> {
  for await (const piece of connection) await connection.send(piece);
}

const server = new SocketServer({
  address: Number(process.argv[2] ?? 8888),
  handler: echo,
  processes: cpuCount(), // a whole Python program did this with a Pool, a ThreadPool in each, and two loops
  threads: 2,
  signals: true, // Ctrl-C ends it, HUP replaces the workers
});
await server.start();
console.log(`Echoing at ${server.address} with ${server.workers.length} processes of 2 threads`);
await server.closed();
