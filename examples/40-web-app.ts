// An application as Hono makes them, or you by hand: an object with fetch.
//
//     skein serve examples/40-web-app.ts --workers 4 --bind :8000
import { Hono } from "hono";

const app: Hono = new Hono();
app.get("/", (context) => context.json({ hello: "world", pid: process.pid }));
app.post("/sum", async (context) => {
  const numbers = await context.req.json<number[]>();
  return context.json({ sum: numbers.reduce((sum, each) => sum + each, 0) });
});

export { app };
