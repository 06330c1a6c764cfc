// The smallest web application: a function that is told of the request, gives status and headers to `startResponse`, and
// returns the body. This is Python's WSGI (PEP 3333); a validator watches that application and server keep its rules.
//
//     node 42-wsgi.js           asks itself and ends
//     node 42-wsgi.js 8000      serves until it is ended: http://127.0.0.1:8000/Michael
//
// With a process for each core it is served by `serve(wsgi(application), …)` or `skein serve`, as any other application.
import { makeServer, validator, type WsgiApplication } from "skein/web";

const application: WsgiApplication = (environ, startResponse) => {
  startResponse("200 OK", [["Content-Type", "text/html; charset=utf-8"]]);
  // PEP 3333 has a path as bytes, one in each character.
  const name = Buffer.from(environ.PATH_INFO.slice(1), "latin1").toString();
  const shown = name === "" ? "web" : name.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return [Buffer.from(`<h1>Hello, ${shown}!</h1>`)];
};

const port = Number(process.argv[2] ?? 0);
await using server = await makeServer("127.0.0.1", port, validator(application));
const url = `http://127.0.0.1:${server.port}`;
const serving = server.serveForever();

if (port > 0) {
  console.log(`Serving HTTP at ${url} ...`);
  await serving;
} else {
  for (const path of ["/", "/Michael", "/%E5%BB%96%E9%9B%AA%E5%B3%B0"]) {
    const response = await fetch(url + path);
    console.log(`${response.status} ${response.statusText}: ${await response.text()}`);
  }
}
