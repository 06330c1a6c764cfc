import { captureFunction } from "../closure/capture.ts";
import { perThread } from "../per-thread.ts";
import { Endpoint, type Receiver } from "../wire/endpoint.ts";
import { pack } from "../wire/parcel.ts";
import type { Place, WorkerExit } from "../worker/backend.ts";
import { backendOf } from "../worker/backends.ts";
import { entryUrl } from "../worker/entry-url.ts";
import { historyOf } from "../worker/rehearsal.ts";
import { isFirstThread, sendUp } from "../worker/thread-messages.ts";
import { carry } from "./carrier-body.ts";
import type { LinkEnd } from "./carrier-link.ts";

/** Asks for a link to a carrier. */
export interface LinkRequest {
  /** Which carrier; the first request for it starts it. */
  readonly carrier: string;
  readonly end: LinkEnd;
}

/** A carrier, seen from the first thread of the process, which starts them all. */
interface CarrierPlace {
  readonly place: Place;
  readonly endpoint: Endpoint;
}

const places = perThread("carriers", () => new Map<string, CarrierPlace>());

/** How a carrier has ended, and which thread it was. */
export interface CarrierEnd extends WorkerExit {
  readonly threadId: number | undefined;
}

/**
 * Links this thread with a carrier. `ended` hears how the carrier has ended, if this is the thread that starts carriers,
 * which this tells; others only see that their port closes.
 */
export function requestLink(request: LinkRequest, ended: (end: CarrierEnd) => void): boolean {
  if (!isFirstThread()) {
    sendUp({ module: import.meta.url, content: request, ports: [request.end.port] });
    return false;
  }
  const { place } = link(request);
  const { threadId } = place;
  place.exited(({ exitCode, error }) => ended({ exitCode, error, threadId }));
  return true;
}

/** Takes the requests of other threads. */
export function receiveUpward(content: unknown): void {
  // Sent by `requestLink` of the same version.
  link(content as LinkRequest);
}

function link({ carrier, end }: LinkRequest): CarrierPlace {
  const known = places.get(carrier) ?? start(carrier);
  const args = pack([end], { attaches: "objects", transfer: [end.port], keep: false });
  known.endpoint.call(nobody, { captured: captureFunction(carry), args, flags: 0 });
  known.endpoint.flush();
  return known;
}

function start(carrier: string): CarrierPlace {
  const place = backendOf("thread").start({ name: `carrier ${carrier}`, modules: [entry] });
  // What runs there keeps the program alive, not the carrier.
  place.unref();
  const { firstTicket } = historyOf(place);
  const { transport, ledger } = place;
  const endpoint = new Endpoint({ transport, ledger, firstTicket }, { hello() {}, delivered() {} });
  const started = { place, endpoint };
  places.set(carrier, started);
  place.exited(() => places.delete(carrier));
  return started;
}

/** For spares: they load it ahead. */
const entry = entryUrl("carrier-body", import.meta.url).href;

const nobody: Receiver = {
  succeeded() {},
  failed() {},
  returned() {},
  lost() {},
  started() {},
  reported() {},
};
