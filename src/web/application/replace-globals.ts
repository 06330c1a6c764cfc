import { patchGlobalRequest } from "srvx/node";
import { LightResponse } from "./light-response.ts";

/** Node's; also when another copy of the package has replaced it before. */
const nativeFetch = globalThis.fetch;
const servingFetch: typeof fetch = (input, init) => nativeFetch(nativeInput(input), init);

/**
 * Makes the globals of this thread know the requests that are served: `new Request(request)` and `fetch(request)` take
 * them, and `new Response(…)` makes what can be sent without a stream. Otherwise they are as before. Idempotent.
 */
export function replaceGlobals(): void {
  patchGlobalRequest();
  // A descriptor, because the declaration of LightResponse lacks what it takes from Response.
  Object.defineProperty(globalThis, "Response", {
    value: LightResponse,
    configurable: true,
    writable: true,
  });
  if (globalThis.fetch === nativeFetch) globalThis.fetch = servingFetch;
}

/** A served request looks like one of Node's, but only the one that it can turn into is. */
function nativeInput(input: Parameters<typeof fetch>[0]): Parameters<typeof fetch>[0] {
  if (typeof input !== "object" || !("_request" in input)) return input;
  return input._request instanceof Request ? input._request : input;
}
