import { inspect } from "node:util";
import type { WsgiEnviron, WsgiErrors, WsgiInput } from "./wsgi-types.ts";
import { rule } from "./wsgi-rule.ts";

const required = [
  "REQUEST_METHOD",
  "SCRIPT_NAME",
  "PATH_INFO",
  "QUERY_STRING",
  "SERVER_NAME",
  "SERVER_PORT",
  "SERVER_PROTOCOL",
  "wsgi.version",
  "wsgi.urlScheme",
  "wsgi.input",
  "wsgi.errors",
  "wsgi.multithread",
  "wsgi.multiprocess",
  "wsgi.runOnce",
] as const;

/** Checks what a server gives to an application. */
export function validateEnviron(environ: WsgiEnviron): void {
  rule(
    typeof environ === "object" && environ !== null,
    `the environ is an object, not ${inspect(environ)}`,
  );
  for (const key of required) rule(key in environ, `the environ has no ${key}`);
  for (const key of ["HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"])
    rule(!(key in environ), `the environ has ${key}; it belongs there without HTTP_`);
  for (const [key, value] of Object.entries(environ)) {
    // Those with a dot are extensions, which may be anything.
    if (key.includes(".") || value === undefined) continue;
    rule(typeof value === "string", `${key} of the environ is a string, not ${inspect(value)}`);
    rule(!/[^\0-\xff]/.test(value), `${key} of the environ has characters that are no bytes`);
  }
  validatePaths(environ);
  validateServerKeys(environ);
}

function validatePaths({ SCRIPT_NAME, PATH_INFO, CONTENT_LENGTH }: WsgiEnviron): void {
  rule(
    SCRIPT_NAME === "" || SCRIPT_NAME.startsWith("/"),
    `SCRIPT_NAME is empty or starts with "/", not ${inspect(SCRIPT_NAME)}`,
  );
  rule(SCRIPT_NAME !== "/", `SCRIPT_NAME is "" for the root, and PATH_INFO "/"`);
  rule(
    PATH_INFO === "" || PATH_INFO === "*" || PATH_INFO.startsWith("/"),
    `PATH_INFO is empty or starts with "/", not ${inspect(PATH_INFO)}`,
  );
  rule(SCRIPT_NAME !== "" || PATH_INFO !== "", "one of SCRIPT_NAME and PATH_INFO is not empty");
  rule(
    CONTENT_LENGTH === undefined || /^\d*$/.test(CONTENT_LENGTH),
    `CONTENT_LENGTH is a number of bytes, not ${inspect(CONTENT_LENGTH)}`,
  );
}

function validateServerKeys(environ: WsgiEnviron): void {
  const version: unknown = environ["wsgi.version"];
  rule(
    Array.isArray(version) && version.length === 2,
    `wsgi.version is a pair such as [1, 0], not ${inspect(version)}`,
  );
  rule(
    /^https?$/.test(environ["wsgi.urlScheme"]),
    `wsgi.urlScheme is "http" or "https", not ${inspect(environ["wsgi.urlScheme"])}`,
  );
  for (const name of ["read", "readline", "readlines", Symbol.asyncIterator] as const)
    rule(
      typeof environ["wsgi.input"][name] === "function",
      `wsgi.input has no method ${String(name)}`,
    );
  for (const name of ["write", "writelines", "flush"] as const)
    rule(typeof environ["wsgi.errors"][name] === "function", `wsgi.errors has no method ${name}`);
}

/** Checks what the application asks its input for, and what that gives. */
export class CheckedInput implements WsgiInput {
  readonly #input: WsgiInput;

  constructor(input: WsgiInput) {
    this.#input = input;
  }

  async read(size?: number): Promise<Uint8Array> {
    checkSize("read", size);
    return checkedBytes("read", await this.#input.read(size));
  }

  async readline(size?: number): Promise<Uint8Array> {
    checkSize("readline", size);
    return checkedBytes("readline", await this.#input.readline(size));
  }

  async readlines(hint?: number): Promise<Uint8Array[]> {
    checkSize("readlines", hint);
    const lines = await this.#input.readlines(hint);
    rule(Array.isArray(lines), "wsgi.input.readlines() gives an array");
    return lines.map((line) => checkedBytes("readlines", line));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const line = await this.readline();
      if (line.length === 0) return;
      yield line;
    }
  }
}

/** Checks what the application writes into the log. */
export class CheckedErrors implements WsgiErrors {
  readonly #errors: WsgiErrors;

  constructor(errors: WsgiErrors) {
    this.#errors = errors;
  }

  write(text: string): void {
    rule(typeof text === "string", `wsgi.errors takes strings, not ${inspect(text)}`);
    this.#errors.write(text);
  }

  writelines(lines: Iterable<string>): void {
    for (const line of lines) this.write(line);
  }

  flush(): void {
    this.#errors.flush();
  }
}

function checkSize(method: string, size: unknown): void {
  rule(
    size === undefined || Number.isInteger(size),
    `wsgi.input.${method}() takes a number of bytes, not ${inspect(size)}`,
  );
}

function checkedBytes(method: string, bytes: Uint8Array): Uint8Array {
  rule(bytes instanceof Uint8Array, `wsgi.input.${method}() gives bytes, not ${inspect(bytes)}`);
  return bytes;
}
