import type { TlsOptions } from "node:tls";
import type { AccessFormat } from "./application/access-line.ts";
import type { Bind } from "./bind-address.ts";
import type { Report } from "./report.ts";
import type { UpgradeListener } from "./upgrade-listener.ts";
import type { WorkerFacts } from "./worker-facts.ts";

/** Limits of the connections of one server; milliseconds and bytes. */
export interface HttpLimits {
  /** How long the head of a request may take to arrive; then it is answered with 408. Default 20 s; 0: no limit. */
  readonly headersTimeout: number;
  /** How long a whole request may take to arrive. Default 300 s; 0: no limit. */
  readonly requestTimeout: number;
  /** How long a connection may wait for its next request. Default 5 s. */
  readonly keepAliveTimeout: number;
  /** How long the head of a request may be; a longer one is answered with 431. Default 16 KiB. */
  readonly maxHeaderSize: number;
  /** How long the body of a request may be; a longer one is answered with 413. Default: no limit. */
  readonly maxBodySize: number | undefined;
  /** How many connections the system keeps waiting for a worker. Default 2048. */
  readonly backlog: number;
}

/** How requests are logged. */
export interface AccessLogSettings {
  /** A file that is appended to, or a function that gets lines in the worker. Default: standard output. */
  readonly to?: string | ((lines: string) => unknown) | undefined;
  /** What a line looks like. Default "combined". */
  readonly format?: AccessFormat | undefined;
}

/** Whether, and where to, requests are logged: `true` for standard output, a file, a function, or the settings. */
export type AccessLogOption = boolean | string | ((lines: string) => unknown) | AccessLogSettings;

/** What the workers encrypt with: as `tls.createServer` takes it. */
export type TlsSettings = Pick<
  TlsOptions,
  "key" | "cert" | "ca" | "pfx" | "passphrase" | "ciphers" | "minVersion" | "requestCert"
> & { readonly rejectUnauthorized?: boolean };

/** How many workers there are, and when one is replaced. */
export interface CrewOptions {
  /** How many processes accept connections. Default: one per core. */
  readonly workers?: number | undefined;
  /** How many threads of each process do, each with an event loop and an instance of the application of its own. Default 1. */
  readonly threads?: number | undefined;
  /** Milliseconds for which a worker's event loop may be blocked before it is killed and replaced. Default 30 s. */
  readonly timeout?: number | undefined;
  /** Milliseconds that a worker has to start and load the application. Default 60 s. */
  readonly startTimeout?: number | undefined;
  /** Milliseconds that a worker has to finish its requests when it shall end. Default 30 s. */
  readonly graceTimeout?: number | undefined;
  /** A worker is replaced when it has answered so many requests. Default: never. */
  readonly maxRequests?: number | undefined;
  /** Up to so many more, by chance, so that not all workers are replaced at once. Default: a tenth of `maxRequests`. */
  readonly maxRequestsJitter?: number | undefined;
  /** A worker that has more bytes of memory than this (RSS) is replaced. Default: no limit. */
  readonly memoryLimit?: number | undefined;
  /** Runs in each worker before it loads the application. It travels. */
  readonly onWorkerStart?: ((worker: WorkerFacts) => unknown) | undefined;
  /** Runs in each worker that was asked to end, when its last connection has gone. It travels. */
  readonly onWorkerExit?: ((worker: WorkerFacts) => unknown) | undefined;
  /** Hears of starts, ends and failures. Default: warnings go to standard error. */
  readonly onReport?: ((report: Report) => void) | undefined;
  /** Whether the program's signals steer the server: TTIN, TTOU, HUP, USR2, TERM, INT and QUIT. Default false. */
  readonly signals?: boolean | undefined;
}

/** How `serve` serves. */
export interface ServeOptions extends CrewOptions, Partial<HttpLimits> {
  /** Where to listen; several are possible. Default 8000: port 8000 of this machine only. */
  readonly bind?: Bind | readonly Bind[] | undefined;
  readonly tls?: TlsSettings | undefined;
  /** A line for each request. Default: none. */
  readonly accessLog?: AccessLogOption | undefined;
  /** Where `/status` and `/metrics` are served. Default: nowhere. */
  readonly admin?: Bind | undefined;
  /** Restarts the workers when a file that the application has loaded changes. For development. Default false. */
  readonly watch?: boolean | undefined;
  /** As Node's `server.on("upgrade")`, in each worker; default: the application's own method `upgrade`. It travels. */
  readonly onUpgrade?: UpgradeListener | undefined;
}
