/** An application of Hono's on its usual adapter, in one process; says its port. */
import { serve } from "@hono/node-server";
import { hono } from "./web-app.ts";

serve({ fetch: hono.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
  console.log(JSON.stringify({ port }));
});
