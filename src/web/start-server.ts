import type { Clock } from "../task/clock.ts";
import { hold, release } from "../task/keep-alive.ts";
import { cpuCount } from "../worker/cpu-count.ts";
import type { Admin } from "./admin.ts";
import { Arbiter } from "./arbiter.ts";
import type { BindAddress } from "./bind-address.ts";
import type { CheckedCrew } from "./checked-options.ts";
import { tickEvery } from "./crew.ts";
import { hireBy } from "./hire-worker.ts";
import type { Ledger } from "./ledger.ts";
import { openListeningSocket, type ListeningSocket } from "./listening-socket.ts";
import { Server } from "./server.ts";
import { postSignals } from "./signals.ts";
import type { ServerStatistics } from "./statistics.ts";
import { Watcher } from "./watcher.ts";
import type { LanePlan } from "./worker-plan.ts";

/** What kind of server it is. */
export interface ServerPlan {
  /** What process lists show, before the worker's number. */
  readonly name: string;
  readonly crew: CheckedCrew;
  readonly lane: LanePlan;
  readonly ledger: Ledger;
  readonly binds: readonly BindAddress[];
  readonly watch: boolean;
  readonly clock: Clock;
  readonly openAdmin: (statistics: () => ServerStatistics) => Promise<Admin> | undefined;
}

/** Opens the sockets, starts the workers, and resolves when all of them accept. When it rejects, nothing is left. */
export async function startServer(plan: ServerPlan): Promise<Server> {
  const closers: (() => void)[] = [];
  const cleanUp = (): void => {
    for (const close of closers.splice(0)) close();
  };
  hold();
  closers.push(release);
  try {
    const sockets = await openSockets(plan.binds);
    closers.push(() => closeAll(sockets));
    const arbiter = makeArbiter(plan, sockets, closers);
    const admin = await plan.openAdmin(() => plan.ledger.statistics(arbiter));
    if (admin !== undefined) closers.push(() => admin.close());
    if (plan.crew.signals) closers.push(postSignals((event) => arbiter.post(event)));
    const starting = arbiter.start();
    void arbiter.stopped.then(cleanUp);
    await starting.catch(async (error: unknown) => {
      await arbiter.stopped;
      throw error;
    });
    const addresses = sockets.map(({ address }) => address);
    return new Server({ arbiter, ledger: plan.ledger, addresses, adminAddress: admin?.address });
  } catch (error) {
    cleanUp();
    throw error;
  }
}

function makeArbiter(
  plan: ServerPlan,
  sockets: readonly ListeningSocket[],
  closers: (() => void)[],
): Arbiter {
  const { crew, lane, ledger, clock } = plan;
  const { onReport: report, timeout } = crew;
  const watcher = plan.watch
    ? new Watcher((file) => {
        report({ level: "info", message: `${file} has changed` });
        arbiter.post({ kind: "reload", hasty: true });
      })
    : undefined;
  closers.push(() => watcher?.close());
  const arbiter = new Arbiter({
    ...crew,
    size: crew.workers,
    startsAtOnce: Math.max(1, Math.floor(cpuCount() / 2)),
    memoryLimit: crew.memoryLimit,
    clock,
    report,
    hire: hireBy({
      name: plan.name,
      lane,
      threads: crew.threads,
      descriptors: sockets.map(({ descriptor }) => descriptor),
      beatEvery: tickEvery(timeout),
      maxRequests: crew.maxRequests,
      maxRequestsJitter: crew.maxRequestsJitter,
      watch: plan.watch,
      onStart: crew.onWorkerStart,
      onExit: crew.onWorkerExit,
    }),
    loaded: (url) => watcher?.add(url),
    buried: (member, asked) => ledger.bury(member, asked),
    draining: () => closeAll(sockets),
  });
  return arbiter;
}

async function openSockets(binds: readonly BindAddress[]): Promise<ListeningSocket[]> {
  const sockets: ListeningSocket[] = [];
  try {
    for (const bind of binds) sockets.push(await openListeningSocket(bind));
  } catch (error) {
    closeAll(sockets);
    throw error;
  }
  return sockets;
}

function closeAll(sockets: readonly ListeningSocket[]): void {
  for (const socket of sockets) socket.close();
}
