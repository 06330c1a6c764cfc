import { NotSendableError } from "../errors.ts";
import { systemClock } from "../task/clock.ts";
import { appSource, type AppInput } from "./app-source.ts";
import { openAdmin, type Admin } from "./admin.ts";
import { parseBind, type Bind } from "./bind-address.ts";
import { checkedCrew } from "./checked-options.ts";
import type { HttpPlan } from "./http-plan.ts";
import { Ledger } from "./ledger.ts";
import type { Server } from "./server.ts";
import type { HttpLimits, ServeOptions } from "./serve-options.ts";
import { startServer } from "./start-server.ts";

/**
 * Serves an application with worker processes that share the listening sockets. Resolves when all workers accept
 * connections.
 *
 * `app` is a module ("./app.ts", whose default export or export `app` or `handler` is taken, or "./app.ts#name"), an
 * application (an object with `fetch`, a listener, what `wsgi` makes) that can travel, or a function without parameters
 * that makes one in each worker: `() => import("./app.ts")`.
 *
 * Rejects with the application's own error when it can't be loaded, with an Error of the system's `code` when an address
 * can't be had (`EADDRINUSE`), and with MisuseError for options that can't work; then nothing runs. What is a worker's
 * own, such as a module variable, is that of one worker: see `Value`, `SharedArray` and managers for what all share.
 *
 * @example
 *     await using server = await serve("./app.ts", { workers: 4, bind: ":8000" });
 *     await server.closed();
 */
export async function serve(app: AppInput, options: ServeOptions = {}): Promise<Server> {
  const crew = checkedCrew(options);
  const lane: HttpPlan = {
    kind: "http",
    app: appSource(app),
    limits: limitsOf(options),
    tls: options.tls,
    accessLog: options.accessLog,
    onUpgrade: options.onUpgrade,
    multithread: crew.threads > 1,
    multiprocess: crew.workers > 1,
  };
  const ledger = new Ledger();
  const { admin } = options;
  const starting = startServer({
    crew,
    lane,
    ledger,
    name: "skein-web",
    binds: bindsOf(options.bind).map(parseBind),
    watch: options.watch === true,
    clock: systemClock,
    openAdmin: (statistics): Promise<Admin> | undefined =>
      admin === undefined ? undefined : openAdmin(parseBind(admin), statistics),
  });
  return starting.catch((error: unknown) => {
    throw explained(error);
  });
}

/** What can't travel is mostly an application that a framework has made: its way to the workers tells nobody anything. */
function explained(error: unknown): unknown {
  if (!(error instanceof NotSendableError)) return error;
  const place = error.path.indexOf(".app");
  if (place < 0) return error;
  return new NotSendableError(
    ["the application", ...error.path.slice(place + 2)],
    `${error.reason}. Or give its module, as in serve("./app.ts"), or a function that makes it in each worker`,
    { cause: error },
  );
}

const usualPort = 8_000;

function bindsOf(bind: ServeOptions["bind"]): readonly Bind[] {
  if (bind === undefined) return [usualPort];
  return isList(bind) ? bind : [bind];
}

function isList(bind: Bind | readonly Bind[]): bind is readonly Bind[] {
  return Array.isArray(bind);
}

function limitsOf(options: Partial<HttpLimits>): HttpLimits {
  return {
    headersTimeout: options.headersTimeout ?? 20_000,
    requestTimeout: options.requestTimeout ?? 300_000,
    keepAliveTimeout: options.keepAliveTimeout ?? 5_000,
    maxHeaderSize: options.maxHeaderSize ?? 16_384,
    maxBodySize: options.maxBodySize,
    backlog: options.backlog ?? 2_048,
  };
}
