/** One header: its name and value. */
export type HeaderPair = readonly [name: string, value: string];

/**
 * What a WSGI application is told about the request. The names are PEP 3333's and CGI's, but for the spelling of those
 * that begin with `wsgi.`, which follows this library; each header is there too, as `HTTP_` and its name in capitals.
 */
export interface WsgiEnviron {
  REQUEST_METHOD: string;
  /** The part of the path that leads to the application; "" for the root. */
  SCRIPT_NAME: string;
  /** The rest of the path with its escapes undone, each byte as one character (latin-1), as PEP 3333 wants it. */
  PATH_INFO: string;
  /** What follows the question mark, as it came. */
  QUERY_STRING: string;
  CONTENT_TYPE?: string;
  CONTENT_LENGTH?: string;
  SERVER_NAME: string;
  SERVER_PORT: string;
  SERVER_PROTOCOL: string;
  REMOTE_ADDR?: string;
  "wsgi.version": readonly [1, 0];
  "wsgi.urlScheme": "http" | "https";
  "wsgi.input": WsgiInput;
  "wsgi.errors": WsgiErrors;
  /** Whether other threads of this process may run the application at the same time. */
  "wsgi.multithread": boolean;
  /** Whether other processes may run the application at the same time. */
  "wsgi.multiprocess": boolean;
  "wsgi.runOnce": boolean;
  [key: string]: unknown;
}

/** Where an application writes what its server's log should say. */
export interface WsgiErrors {
  write(text: string): void;
  writelines(lines: Iterable<string>): void;
  flush(): void;
}

/**
 * The body of a request. JavaScript can't block for bytes, so the methods of PEP 3333 return promises here, and lines are
 * iterated with `for await`. They reject when the client goes. One at a time may be under way.
 */
export interface WsgiInput extends AsyncIterable<Uint8Array> {
  /** Up to `size` bytes, fewer only at the end; without a size, all that is left. Empty at the end. */
  read(size?: number): Promise<Uint8Array>;
  /** The bytes up to and with the next newline, at most `size`; empty at the end. */
  readline(size?: number): Promise<Uint8Array>;
  /** The lines that are left; stops once they have `hint` bytes. */
  readlines(hint?: number): Promise<Uint8Array[]>;
}

/** Sends bytes at once, before those of the iterable; resolves when there is room for more. Prefer the iterable. */
export type WsgiWrite = (chunk: Uint8Array) => Promise<void>;

/**
 * Gives status and headers. They are kept until the first chunk that isn't empty. It may be called again only with the
 * error that is the reason; once the headers are out, it throws that error.
 */
export type StartResponse = (
  status: string,
  headers: readonly HeaderPair[],
  error?: Error,
) => WsgiWrite;

/** What an application returns: chunks of bytes, at once or over time. `close()` is called in the end in any case. */
export type WsgiBody = (Iterable<Uint8Array> | AsyncIterable<Uint8Array>) & {
  close?(): void | Promise<void>;
};

/** PEP 3333's application. */
export type WsgiApplication = (
  environ: WsgiEnviron,
  startResponse: StartResponse,
) => WsgiBody | Promise<WsgiBody>;
