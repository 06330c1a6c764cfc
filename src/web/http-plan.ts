import type { AppSource } from "./app-source.ts";
import type { AccessLogOption, HttpLimits, TlsSettings } from "./serve-options.ts";
import type { UpgradeListener } from "./upgrade-listener.ts";

/** What an HTTP lane is made of. It travels. */
export interface HttpPlan {
  readonly kind: "http";
  readonly app: AppSource;
  readonly limits: HttpLimits;
  readonly tls: TlsSettings | undefined;
  readonly accessLog: AccessLogOption | undefined;
  readonly onUpgrade: UpgradeListener | undefined;
  /** Whether other threads, and other processes, serve the same application. */
  readonly multithread: boolean;
  readonly multiprocess: boolean;
}
