import { inspect } from "node:util";
import type { WsgiApplication } from "./wsgi-types.ts";

/** A WSGI application that says hello and shows its environ; Python's `wsgiref.simple_server.demo_app`. */
export const demoApplication: WsgiApplication = (environ, startResponse) => {
  const lines = Object.keys(environ)
    .toSorted()
    .map((key) => `${key} = ${inspect(environ[key], { depth: 0 })}`);
  startResponse("200 OK", [["Content-Type", "text/plain; charset=utf-8"]]);
  return [Buffer.from(["Hello world!", "", ...lines, ""].join("\n"))];
};
