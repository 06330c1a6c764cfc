import type { IncomingMessage, ServerResponse } from "node:http";
import { accessLine, type Access, type AccessFormat } from "./access-line.ts";
import type { RequestListener } from "./application.ts";

/** How an access log is written. */
export interface AccessLogOptions {
  /** What a line looks like. Default "combined". */
  readonly format?: AccessFormat | undefined;
  /** Gets the lines of one turn of the event loop, each with its newline. Default: they go to standard output. */
  readonly write?: ((lines: string) => unknown) | undefined;
}

/**
 * A line for each request, when its response is out or its client has gone. The lines of one turn of the event loop are
 * written in one piece. When that fails, as on a full disk, they are lost, and requests are served all the same; the first
 * failure is shown as a warning of the process.
 *
 * @example
 *     const log = new AccessLog({ format: "json" });
 *     const listener = await listenerOf(app, { accessLog: log });
 */
export class AccessLog {
  readonly #format: AccessFormat;
  readonly #write: (lines: string) => unknown;
  #lines: string = "";
  #hasFailed = false;
  /** Writes to standard output that may still fail. */
  #printing = 0;
  readonly #failed = (error: unknown): void => {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    process.emitWarning(`requests are not logged: ${String(error)}`, "AccessLogWarning");
  };

  constructor({ format = "combined", write }: AccessLogOptions = {}) {
    this.#format = format;
    this.#write = write ?? ((lines) => this.#print(lines));
  }

  /** A listener that does as the given one, and is logged. */
  around(listener: RequestListener): RequestListener {
    return (request, response) => {
      this.#observe(request, response);
      listener(request, response);
    };
  }

  /** Writes what isn't written yet: for programs that are about to end. */
  flush(): void {
    const lines = this.#lines;
    this.#lines = "";
    if (lines === "") return;
    try {
      const written = this.#write(lines);
      if (written instanceof Promise) written.catch(this.#failed);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Without a listener, a pipe that nobody reads any more would end the process. */
  #print(lines: string): void {
    const { stdout } = process;
    if (this.#printing++ === 0) stdout.on("error", this.#failed);
    stdout.write(lines, () => {
      // The event comes after this, and before the next turn.
      setImmediate(() => {
        if (--this.#printing === 0) stdout.off("error", this.#failed);
      });
    });
  }

  #observe(request: IncomingMessage, response: ServerResponse): void {
    const start = performance.now();
    const body = countBody(response);
    // A socket that has been closed doesn't know it any more.
    const { remoteAddress } = request.socket;
    // The target, too: frameworks change it while they route.
    const { url = "" } = request;
    response.on("close", () => {
      const milliseconds = performance.now() - start;
      this.#add({ request, response, url, remoteAddress, milliseconds, bytes: body.bytes });
    });
  }

  #add(access: Access): void {
    if (this.#lines === "") setImmediate(() => this.flush());
    this.#lines += accessLine(access, this.#format);
  }
}

/** Counts the bytes of the body that the handler writes. */
function countBody(response: ServerResponse): { bytes: number } {
  const body = { bytes: 0 };
  // What is passed through has any of their overloads' forms.
  const write = response.write.bind(response) as (...args: unknown[]) => boolean;
  // The same.
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  const count = (chunk: unknown, encoding: unknown): void => {
    // Node takes it for the encoding only if it is a string.
    const name = typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8";
    if (typeof chunk === "string") body.bytes += Buffer.byteLength(chunk, name);
    else if (ArrayBuffer.isView(chunk)) body.bytes += chunk.byteLength;
  };
  response.write = (...args: unknown[]): boolean => {
    count(args[0], args[1]);
    return write(...args);
  };
  response.end = (...args: unknown[]): ReturnType<ServerResponse["end"]> => {
    count(args[0], args[1]);
    end(...args);
    return response;
  };
  return body;
}
