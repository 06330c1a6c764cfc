import { MisuseError } from "../../errors.ts";
import type { HeaderPair } from "./wsgi-types.ts";

/** Headers about one connection rather than the response: they are the server's (RFC 2616, 13.5.1). */
const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailers",
  "transfer-encoding",
  "upgrade",
]);

/** Whether a header is about one connection, so that a WSGI application must not send it. Any case will do. */
export function isHopByHop(name: string): boolean {
  return hopByHop.has(name.toLowerCase());
}

/**
 * A list of headers that can be asked by name, in any case; Python's `wsgiref.headers.Headers`. It keeps the order and
 * the names' spelling, and a name may occur several times. `startResponse` takes it as it is.
 *
 * @example
 *     const headers = new WsgiHeaders([["Content-Type", "text/plain"]]);
 *     headers.addHeader("Content-Disposition", "attachment", { filename: "a.txt" });
 *     startResponse("200 OK", [...headers]);
 */
export class WsgiHeaders implements Iterable<HeaderPair> {
  #pairs: HeaderPair[];

  constructor(pairs: Iterable<HeaderPair> = []) {
    this.#pairs = [...pairs].map(([name, value]) => pair(name, value));
  }

  /** How many headers there are, each time that a name occurs counted. */
  get size(): number {
    return this.#pairs.length;
  }

  /** The value of the first header of that name. */
  get(name: string): string | undefined {
    return this.#pairs.find(named(name))?.[1];
  }

  /** The values of all headers of that name. */
  getAll(name: string): string[] {
    return this.#pairs.filter(named(name)).map(([, value]) => value);
  }

  has(name: string): boolean {
    return this.#pairs.some(named(name));
  }

  /** Replaces all headers of that name by one, at the end. */
  set(name: string, value: string): void {
    this.delete(name);
    this.#pairs.push(pair(name, value));
  }

  /** Adds a header unless there is one of that name, and gives the value that counts. */
  setDefault(name: string, value: string): string {
    const present = this.get(name);
    if (present !== undefined) return present;
    this.#pairs.push(pair(name, value));
    return value;
  }

  /** Removes all headers of that name. */
  delete(name: string): void {
    const unwanted = named(name);
    this.#pairs = this.#pairs.filter((header) => !unwanted(header));
  }

  /** Adds a header beside those of the same name. Parameters are appended as `; key="value"`, or `; key` for null. */
  addHeader(
    name: string,
    value: string,
    parameters: Readonly<Record<string, string | null>> = {},
  ): void {
    const parts = Object.entries(parameters).map(([key, text]) => {
      const shown = key.replaceAll("_", "-");
      return text === null ? shown : `${shown}="${text.replace(/["\\]/g, "\\$&")}"`;
    });
    this.#pairs.push(pair(name, [value, ...parts].join("; ")));
  }

  [Symbol.iterator](): IterableIterator<HeaderPair> {
    return this.#pairs.values();
  }

  /** As they stand in a message, with the empty line at the end. */
  toString(): string {
    return [...this.#pairs.map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n");
  }
}

function pair(name: unknown, value: unknown): HeaderPair {
  if (typeof name === "string" && typeof value === "string") return [name, value];
  throw new MisuseError(`a header is a pair of strings, not [${typeof name}, ${typeof value}]`);
}

function named(name: string): (header: HeaderPair) => boolean {
  const wanted = name.toLowerCase();
  return ([other]) => other.toLowerCase() === wanted;
}
