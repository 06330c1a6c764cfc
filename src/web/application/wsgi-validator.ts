import { inspect } from "node:util";
import type { StartResponse, WsgiApplication, WsgiBody } from "./wsgi-types.ts";
import { CheckedErrors, CheckedInput, validateEnviron } from "./validate-environ.ts";
import { isHopByHop } from "./wsgi-headers.ts";
import { rule } from "./wsgi-rule.ts";

/** How far a request has come. */
interface Progress {
  started: boolean;
}

/**
 * An application that does as the given one, but throws MisuseError, which names the rule, where it or its server breaks
 * one of PEP 3333. Python's `wsgiref.validate.validator`. For development: it costs some time, and takes from the server
 * the knowledge of the body's length.
 *
 * @example
 *     export default wsgi(validator(application));
 */
export function validator(application: WsgiApplication): WsgiApplication {
  rule(
    typeof application === "function",
    `an application is a function, not ${inspect(application)}`,
  );
  return async (...given) => {
    rule(given.length === 2, `an application gets environ and startResponse, not ${given.length}`);
    const [environ, startResponse] = given;
    validateEnviron(environ);
    environ["wsgi.input"] = new CheckedInput(environ["wsgi.input"]);
    environ["wsgi.errors"] = new CheckedErrors(environ["wsgi.errors"]);
    const progress: Progress = { started: false };
    const body = await application(environ, checkedStart(startResponse, progress));
    return new CheckedBody(body, progress);
  };
}

function checkedStart(startResponse: StartResponse, progress: Progress): StartResponse {
  return (...given) => {
    const [status, headers, error] = given;
    rule(
      given.length === 2 || given.length === 3,
      `startResponse gets status, headers and perhaps an error, not ${given.length} arguments`,
    );
    validateStatus(status);
    validateHeaders(headers);
    validateContentType(status, headers);
    rule(
      error === undefined || error instanceof Error,
      `the third argument of startResponse is an Error, not ${inspect(error)}`,
    );
    rule(
      !progress.started || error !== undefined,
      "startResponse is called a second time only with the error that is the reason",
    );
    progress.started = true;
    const write = startResponse(status, headers, error);
    return (chunk) => {
      validateChunk(chunk, "write()");
      return write(chunk);
    };
  };
}

function validateStatus(status: unknown): void {
  rule(typeof status === "string", `a status is a string, not ${inspect(status)}`);
  rule(
    /^[1-9]\d\d /.test(status),
    `a status is three digits from 100 on, a space and a reason, not ${inspect(status)}`,
  );
  rule(!/\p{Cc}/u.test(status), `a status has no control characters: ${inspect(status)}`);
}

function validateHeaders(headers: unknown): void {
  rule(Array.isArray(headers), `headers are an array, not ${inspect(headers)}`);
  // Array.isArray has made it an array of any.
  for (const header of headers as readonly unknown[]) {
    rule(
      Array.isArray(header) && header.length === 2,
      `a header is a pair [name, value], not ${inspect(header)}`,
    );
    // The same.
    const [name, value] = header as readonly unknown[];
    rule(typeof name === "string", `a header's name is a string, not ${inspect(name)}`);
    rule(
      typeof value === "string",
      `the value of the header ${name} is a string, not ${inspect(value)}`,
    );
    validateName(name);
    rule(
      !/\p{Cc}/u.test(value),
      `the value of the header ${name} has control characters: ${inspect(value)}`,
    );
  }
}

function validateName(name: string): void {
  rule(
    name.toLowerCase() !== "status",
    "the header Status is CGI's; the status is startResponse's first argument",
  );
  rule(
    /^[!#$%&'*+.^`|~\w-]+$/.test(name),
    `a header's name has no such characters: ${inspect(name)}`,
  );
  rule(!/[-_]$/.test(name), `a header's name doesn't end with "-" or "_": ${name}`);
  rule(!isHopByHop(name), `the header ${name} is about the connection, so it is the server's`);
}

function validateContentType(
  status: string,
  headers: readonly (readonly [string, string])[],
): void {
  const present = headers.some(([name]) => name.toLowerCase() === "content-type");
  const bodiless = /^(1|204|304)/.test(status);
  rule(!present || !bodiless, `a response with status ${status} has no Content-Type`);
  rule(present || bodiless, "there is no header Content-Type");
}

function validateChunk(chunk: unknown, of: string): void {
  rule(chunk instanceof Uint8Array, `${of} takes and gives bytes, not ${inspect(chunk)}`);
}

/** The body of an application, checked as it is iterated. */
class CheckedBody implements AsyncIterable<Uint8Array> {
  readonly #body: WsgiBody;
  readonly #progress: Progress;
  #closed: boolean = false;

  constructor(body: WsgiBody, progress: Progress) {
    rule(
      typeof body === "object" && body !== null && !ArrayBuffer.isView(body),
      `an application returns an iterable of Uint8Array, not ${inspect(body, { depth: 0 })}`,
    );
    rule(
      Symbol.iterator in body || Symbol.asyncIterator in body,
      `an application returns an iterable, not ${inspect(body, { depth: 0 })}`,
    );
    this.#body = body;
    this.#progress = progress;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    rule(!this.#closed, "a body that has been closed isn't iterated");
    for await (const chunk of this.#body) {
      rule(!this.#closed, "a body that has been closed isn't iterated");
      rule(
        this.#progress.started,
        "startResponse has to be called before the first chunk is given",
      );
      validateChunk(chunk, "the iterable");
      yield chunk;
    }
    rule(this.#progress.started, "the body ended, and startResponse hasn't been called");
  }

  async close(): Promise<void> {
    rule(!this.#closed, "a body is closed once");
    this.#closed = true;
    await this.#body.close?.();
  }
}
