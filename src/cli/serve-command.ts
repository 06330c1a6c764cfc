import { Command, InvalidArgumentError, Option } from "commander";
import { MisuseError } from "../errors.ts";
import type { AccessFormat, AccessLogOption, Report, ServeOptions, Server } from "../web.ts";
import { namedFile } from "./named-file.ts";
import { parseCount, parseDuration, parsePositive } from "./option-parsers.ts";

/** What is needed of `skein/web`. */
export interface WebFront {
  readonly serve: (app: string, options: ServeOptions) => Promise<Server>;
  readonly reportLine: (report: Report) => string;
}

/** Options as commander hands them over. */
interface ServeFlags {
  readonly bind?: readonly string[];
  readonly workers?: number;
  readonly threads?: number;
  readonly timeout?: number;
  readonly grace?: number;
  readonly keepAlive?: number;
  readonly maxRequests?: number;
  readonly maxRequestsJitter?: number;
  readonly memoryLimit?: number;
  readonly maxBody?: number;
  readonly accessLog?: string;
  readonly accessLogFormat?: AccessFormat;
  readonly admin?: string;
  readonly watch?: boolean;
  readonly key?: string;
  readonly cert?: string;
  readonly quiet?: boolean;
}

/** What the command needs of the world. */
export interface ServeSurroundings {
  /** Loads `skein/web`, which the other commands don't need. */
  readonly load: () => Promise<WebFront>;
  readonly say: (text: string) => void;
  readonly read: (path: string) => string;
}

/** The command `serve`. */
export function serveCommand({ load, say, read }: ServeSurroundings): Command {
  const command = new Command("serve")
    .summary("serve a web application with worker processes")
    .description(
      "Serves a web application with worker processes that share the listening socket, and keeps them running.",
    )
    .argument(
      "<app>",
      "MODULE or MODULE#EXPORT: a file whose default export (or app, or handler) is an application",
    )
    .addHelpText("after", details);
  for (const option of [...servingOptions(), ...workerOptions()]) command.addOption(option);
  return command.action(async (app: string) => {
    const flags = command.opts<ServeFlags>();
    if ((flags.key === undefined) !== (flags.cert === undefined))
      command.error("error: --key and --cert belong together");
    const { serve, reportLine } = await load();
    const tell = (report: Report): void => {
      if (report.level === "info" && flags.quiet === true) return;
      say(`${reportLine(report)}\n`);
    };
    const readNamed = (option: string, path: string): string =>
      namedFile(command, read, { option, path });
    const asked = serveOptions(flags, { tell, readNamed });
    const server = await serve(app, asked).catch((error: unknown) => {
      if (isPlain(error)) return command.error(`error: ${error.message}`);
      tell({ level: "warning", message: "the application can't be started", error });
      return undefined;
    });
    if (server === undefined) {
      process.exitCode = 1;
      return;
    }
    const { addresses, adminAddress } = server;
    const admin = adminAddress === undefined ? "" : `; status at http://${adminAddress}/status`;
    tell({ level: "info", message: `listening at ${addresses.join(", ")}${admin}` });
    await server.closed();
  });
}

/** The message says all, the stack nothing: wrong usage, and addresses that can't be had. */
function isPlain(error: unknown): error is Error {
  if (error instanceof MisuseError) return true;
  return error instanceof Error && "syscall" in error && error.syscall === "listen";
}

function serveOptions(
  flags: ServeFlags,
  {
    tell,
    readNamed,
  }: {
    tell: (report: Report) => void;
    readNamed: (option: string, path: string) => string;
  },
): ServeOptions {
  return {
    bind: flags.bind ?? ["127.0.0.1:8000"],
    workers: flags.workers,
    threads: flags.threads,
    timeout: flags.timeout,
    graceTimeout: flags.grace,
    ...(flags.keepAlive === undefined ? {} : { keepAliveTimeout: flags.keepAlive }),
    ...(flags.maxBody === undefined ? {} : { maxBodySize: flags.maxBody }),
    maxRequests: flags.maxRequests,
    maxRequestsJitter: flags.maxRequestsJitter,
    memoryLimit: flags.memoryLimit,
    accessLog: accessLogOf(flags),
    admin: flags.admin,
    watch: flags.watch,
    tls:
      flags.key === undefined || flags.cert === undefined
        ? undefined
        : { key: readNamed("--key", flags.key), cert: readNamed("--cert", flags.cert) },
    signals: true,
    onReport: tell,
  };
}

function accessLogOf({ accessLog, accessLogFormat: format }: ServeFlags): AccessLogOption {
  if (accessLog === undefined) return format === undefined ? false : { format };
  return accessLog === "-" ? { format } : { to: accessLog, format };
}

function workerOptions(): Option[] {
  return [
    new Option("-w, --workers <n>", "worker processes (default: one per core)").argParser(
      parsePositive,
    ),
    new Option("--threads <n>", "threads of each worker (default: 1)").argParser(parsePositive),
    new Option(
      "--timeout <time>",
      "replace a worker whose event loop is blocked for so long: seconds, or 500ms, 2m (default: 30)",
    ).argParser(parseDuration),
    new Option(
      "--grace <time>",
      "time to finish requests when a worker ends (default: 30)",
    ).argParser(parseDuration),
    new Option("--max-requests <n>", "replace a worker after so many requests").argParser(
      parsePositive,
    ),
    new Option("--max-requests-jitter <n>", "and up to so many more, by chance").argParser(
      parseCount,
    ),
    new Option("--memory-limit <bytes>", "replace a worker with more memory: 512M, 2G").argParser(
      parseBytes,
    ),
  ];
}

function servingOptions(): Option[] {
  return [
    // Not `<address...>`, which would take the application's name for one more address.
    new Option(
      "-b, --bind <address>",
      "host:port, :port, unix:/path; again and again for several (default: 127.0.0.1:8000)",
    ).argParser(addBind),
    new Option("--keep-alive <time>", "how long a connection may be idle (default: 5)").argParser(
      parseDuration,
    ),
    new Option("--max-body <bytes>", "refuse longer request bodies: 10M").argParser(parseBytes),
    new Option("--access-log <file>", "log requests to a file; - for standard output"),
    new Option(
      "--access-log-format <format>",
      "what a line of it looks like (default: combined)",
    ).choices(["common", "combined", "json"]),
    new Option("--admin <address>", "serve /status and /metrics there"),
    new Option("--watch", "restart when a file of the application changes"),
    new Option("--key <file>", "private key for TLS, with --cert"),
    new Option("--cert <file>", "certificate for TLS, with --key"),
    new Option("-q, --quiet", "say nothing but warnings"),
  ];
}

function addBind(address: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), address];
}

const units: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["K", 2 ** 10],
  ["M", 2 ** 20],
  ["G", 2 ** 30],
]);

/** Reads "1048576", "512K", "10M" or "2G" as bytes. */
export function parseBytes(text: string): number {
  const match = /^([1-9]\d*)([KMG]?)B?$/i.exec(text);
  const bytes = Number(match?.[1]) * (units.get((match?.[2] ?? "").toUpperCase()) ?? Number.NaN);
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new InvalidArgumentError("Write bytes, or a unit: 512K, 10M, 2G.");
}

const details = `
An application is an object with fetch(request), such as Hono's, an Express, Koa
or Fastify application, a function (request) or (request, response), what wsgi()
makes, or a function without parameters that makes one of these in each worker.

Signals:
  TTIN, TTOU  one worker more, or fewer
  HUP         reload the code: new workers take over, no request is lost
  USR2        the same, but don't wait for idle connections
  TERM        accept no more, finish, end
  INT, QUIT   end at once (Ctrl-C)

Examples:
  $ skein serve ./app.ts --workers 4 --bind :8000
  $ skein serve ./app.ts --watch
  $ skein serve ./app.js#api --bind unix:/run/api.sock --access-log - --admin 9000`;
