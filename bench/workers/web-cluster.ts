/** Two workers of node:cluster with a plain server; says its port when both listen. */
import cluster from "node:cluster";
import { createServer } from "node:http";
import { listener } from "./web-app.ts";

const workers = 2;

if (cluster.isPrimary) {
  let listening = 0;
  cluster.on("listening", (_worker, { port }) => {
    if (++listening === workers) console.log(JSON.stringify({ port }));
  });
  for (let index = 0; index < workers; index++) cluster.fork();
} else {
  createServer(listener).listen(0, "127.0.0.1");
}
