import type { HandleTypes } from "../codec/handle.ts";
import { perThread } from "../per-thread.ts";
import { makeProxy } from "./proxies/make-proxy.ts";
import { PROXY_HANDLE } from "./proxies/remote-object.ts";
import type { LinkTarget } from "./link-target.ts";
import { linkKey } from "./link-target.ts";
import type { ReferentName } from "./referent.ts";
import { ServerLink } from "./server-link.ts";

/** The links of proxies that have come to this thread, by their servers. */
const links = perThread("manager-links", () => new Map<string, ServerLink>());

/** Makes a link of its own to a server. */
export function createLink(target: LinkTarget): ServerLink {
  return new ServerLink(target, { makeProxy, handleModule: import.meta.url });
}

interface TravellingProxy {
  readonly target: LinkTarget;
  readonly name: ReferentName;
  readonly isSkein: boolean;
}

function reviveProxy(data: unknown): object {
  // This module's links have described it.
  const { target, name, isSkein } = data as TravellingProxy;
  const key = linkKey(target);
  let link = links.get(key);
  if (link === undefined) {
    link = createLink(target);
    link.believe(isSkein);
    links.set(key, link);
  }
  return link.adopt(name);
}

/** What arrives here. */
export const handles: HandleTypes = { [PROXY_HANDLE]: reviveProxy };
