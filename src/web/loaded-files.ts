import { createRequire, register } from "node:module";
import { pathToFileURL } from "node:url";
import { MessageChannel, receiveMessageOnPort, type MessagePort } from "node:worker_threads";

/** Runs in Node's thread for hooks, and tells the URL of every module that is found. */
const hooks = `
let port;
export function initialize(data) { port = data.port; }
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  port.postMessage(found.url);
  return found;
}`;

/** The folder of this package itself: nobody changes it while a server runs. */
const ownFolder = new URL("..", import.meta.url).href;

/** Which files of the user's this thread has loaded since this was made, by `import` and by `require`. */
export class LoadedFiles {
  readonly #port: MessagePort;
  readonly #told = new Set<string>();
  readonly #listener: (url: string) => void;

  constructor(listener: (url: string) => void) {
    this.#listener = listener;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.unref();
    register(`data:text/javascript,${encodeURIComponent(hooks)}`, {
      data: { port: port2 },
      transferList: [port2],
    });
  }

  /** Tells those that haven't been told. */
  tell(): void {
    for (;;) {
      const message = receiveMessageOnPort(this.#port);
      if (message === undefined) break;
      this.#add(String(message.message));
    }
    for (const file of Object.keys(createRequire(import.meta.url).cache))
      this.#add(pathToFileURL(file).href);
  }

  #add(found: string): void {
    const url = found.replace(/[?#].*$/, "");
    if (!url.startsWith("file:") || url.includes("/node_modules/") || url.startsWith(ownFolder))
      return;
    if (this.#told.has(url)) return;
    this.#told.add(url);
    this.#listener(url);
  }
}
