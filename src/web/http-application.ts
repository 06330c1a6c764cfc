import type { RequestListener } from "./application/application.ts";
import { accessLogOf } from "./access-log-of.ts";
import { listenerOf } from "./application/listener-of.ts";
import type { HttpPlan } from "./http-plan.ts";
import { loadApp } from "./load-app.ts";
import type { UpgradeListener } from "./upgrade-listener.ts";

/** An application as Node's server wants it. */
export interface HttpApplication {
  readonly listener: RequestListener;
  /** Takes over connections that shall speak another protocol, WebSocket above all. */
  readonly upgrade: UpgradeListener | undefined;
  /** Waits for what the application has handed to `waitUntil`, and writes the rest of the access log. */
  readonly finishWork: () => Promise<void>;
}

/** Makes the application of a plan in this thread. Rejects when it can't be loaded, or is none. */
export async function applicationOf(plan: HttpPlan): Promise<HttpApplication> {
  const app = await loadApp(plan.app);
  const work = new Set<Promise<void>>();
  const accessLog = accessLogOf(plan.accessLog);
  const listener = await listenerOf(app, {
    accessLog,
    maxBodySize: plan.limits.maxBodySize,
    multithread: plan.multithread,
    multiprocess: plan.multiprocess,
    onWork(promise) {
      work.add(promise);
      void promise.then(() => work.delete(promise));
    },
  });
  return {
    listener,
    upgrade: plan.onUpgrade ?? upgradeOf(app),
    async finishWork() {
      await Promise.all(work);
      accessLog?.flush();
    },
  };
}

/** An application may have a method `upgrade(request, socket, head)`. */
function upgradeOf(app: unknown): UpgradeListener | undefined {
  if ((typeof app !== "object" && typeof app !== "function") || app === null) return undefined;
  const method: unknown = Reflect.get(app, "upgrade");
  if (typeof method !== "function") return undefined;
  return (request, socket, head): unknown => Reflect.apply(method, app, [request, socket, head]);
}
