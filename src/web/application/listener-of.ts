import { Server } from "node:net";
import { inspect, types } from "node:util";
import { MisuseError } from "../../errors.ts";
import {
  isMarked,
  type FetchHandler,
  type MarkedApplication,
  type NodeHandler,
  type RequestListener,
} from "./application.ts";
import { fetchListener } from "./fetch-listener.ts";
import { limitBody } from "./body-limit.ts";
import type { ListenerOptions } from "./listener-options.ts";
import { nodeListener } from "./node-listener.ts";
import { wsgiListener } from "./wsgi-listener.ts";

/**
 * Makes a Node listener of any application:
 *
 * - an object with `fetch(request)`, such as Hono's and everybody's who follows WinterTC, or a module that exports one as
 *   its default;
 * - Express, connect, Koa and Fastify applications; the latter are made `ready()` first;
 * - a plain function: with two or three parameters it is a Node listener `(request, response, next)`, with one or none a
 *   fetch handler;
 * - what `fetchApplication`, `nodeApplication` and `wsgi` have marked, where the number of parameters says otherwise.
 *
 * A promise of one is waited for. Rejects with MisuseError, which shows what it got, when it is none, and with what
 * Fastify's `ready()` rejects with.
 *
 * @example
 *     createServer(await listenerOf({ fetch: () => new Response("hello") })).listen(8000);
 */
export async function listenerOf(
  application: unknown,
  options: ListenerOptions = {},
): Promise<RequestListener> {
  const { maxBodySize, accessLog } = options;
  const bare = await bareListener(application, options);
  const limited = maxBodySize === undefined ? bare : limitBody(bare, maxBodySize);
  return accessLog === undefined ? limited : accessLog.around(limited);
}

async function bareListener(given: unknown, options: ListenerOptions): Promise<RequestListener> {
  // Not any thenable: Fastify's applications have a `then`, too.
  if (types.isPromise(given)) return bareListener(await given, options);
  if (isMarked(given)) return markedListener(given, options);
  const node = await frameworkHandler(given);
  if (node !== undefined) return nodeListener(node, options);
  const fetch = methodOf(given, "fetch");
  // By its name it promises to be one.
  if (fetch !== undefined) return fetchListener(fetch as FetchHandler, options);
  if (isPlainFunction(given)) return functionListener(given, options);
  const exported = defaultExport(given);
  if (exported !== undefined && exported !== given) return bareListener(exported, options);
  throw new MisuseError(`${describe(given)} is no application: ${advice(given)}`);
}

function markedListener(marked: MarkedApplication, options: ListenerOptions): RequestListener {
  switch (marked.kind) {
    case "fetch":
      return fetchListener(marked.handler, options);
    case "node":
      return nodeListener(marked.handler, options);
    case "wsgi":
      return wsgiListener(marked.handler, options);
  }
}

/** A fetch handler takes a request, and a Node listener has to write into something. */
function functionListener(given: Callable, options: ListenerOptions): RequestListener {
  // Nothing but its number of parameters says what a function is; both listeners check what it returns.
  if (given.length >= 2) return nodeListener(given as NodeHandler, options);
  // The same.
  return fetchListener(given as FetchHandler, options);
}

/** How the frameworks' applications are called, which all have some shape of their own. */
async function frameworkHandler(given: unknown): Promise<NodeHandler | undefined> {
  const ready = methodOf(given, "ready");
  const routing = methodOf(given, "routing");
  if (ready !== undefined && routing !== undefined) {
    // Fastify: its plugins and routes are there only after this.
    await ready();
    return (request, response) => routing(request, response);
  }
  const callback = methodOf(given, "callback");
  if (callback !== undefined && Array.isArray(propertyOf(given, "middleware"))) {
    // Koa's is (request, response).
    return callback() as NodeHandler;
  }
  // Express and connect: without a `next` of ours they answer everything themselves.
  if (isPlainFunction(given) && methodOf(given, "handle") !== undefined)
    return (request, response) => void Reflect.apply(given, undefined, [request, response]);
  return undefined;
}

/** What a module exports; CommonJS that was compiled from an ES module wraps it once more. */
function defaultExport(given: unknown): unknown {
  if (types.isModuleNamespaceObject(given) || propertyOf(given, "__esModule") === true)
    return propertyOf(given, "default");
  const keys = typeof given === "object" && given !== null ? Object.keys(given) : [];
  return keys.length === 1 && keys[0] === "default" ? propertyOf(given, "default") : undefined;
}

type Callable = (...args: never[]) => unknown;
type Method = (...args: readonly unknown[]) => unknown;

function propertyOf(given: unknown, name: string): unknown {
  if ((typeof given !== "object" && typeof given !== "function") || given === null)
    return undefined;
  return Reflect.get(given, name);
}

function methodOf(given: unknown, name: string): Method | undefined {
  const found = propertyOf(given, name);
  if (typeof found !== "function") return undefined;
  return (...args): unknown => Reflect.apply(found, given, args);
}

function isPlainFunction(given: unknown): given is Callable {
  return typeof given === "function" && !/^class\b/.test(Function.prototype.toString.call(given));
}

function describe(given: unknown): string {
  if (typeof given === "function") return `the class ${given.name}`;
  if (typeof given === "object" && given !== null && types.isModuleNamespaceObject(given)) {
    const names = Object.keys(given).join(", ");
    return `a module that exports ${names === "" ? "nothing" : names}`;
  }
  return inspect(given, { depth: 0, breakLength: Infinity });
}

function advice(given: unknown): string {
  if (given instanceof Server) return "give its listener, not the server";
  if (typeof given === "function") return "give an instance of it";
  return "give an object with a method fetch(request), a function (request) or (request, response), an Express, Koa or Fastify application, wsgi(…), or a module with one of them as its default export";
}
