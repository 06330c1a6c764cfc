import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { targetOf } from "../../src/manager/connect-options.ts";
import { createLink } from "../../src/manager/linked-proxies.ts";
import { referentOf, type ReferentName } from "../../src/manager/referent.ts";
import type { ServerLink } from "../../src/manager/server-link.ts";
import type { ManagerServer } from "../../src/manager/server.ts";
import { syncManager } from "../../src/manager/sync-manager-definition.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";

const authkey = "the key of a test";
const clientCount = 3;

/** One step of a history: who does it, and which of the proxies or handles that there are it is about. */
interface Step {
  readonly kind: "make" | "close" | "send" | "receive" | "leave" | "wait" | "check";
  readonly client: number;
  readonly which: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    "make",
    "make",
    "close",
    "send",
    "send",
    "receive",
    "leave",
    "wait",
    "check",
  ),
  client: fc.nat(clientCount - 1),
  which: fc.nat(1000),
});

interface Held {
  readonly client: number;
  readonly proxy: object;
}

/** Clients of one server that make lists and hand them on. */
class World {
  readonly #server: ManagerServer;
  readonly #clock: VirtualClock;
  readonly #links: ServerLink[] = [];
  #held: Held[] = [];
  #handles: { readonly name: ReferentName; readonly until: number }[] = [];

  constructor(server: ManagerServer, clock: VirtualClock) {
    this.#server = server;
    this.#clock = clock;
    for (let client = 0; client < clientCount; client += 1) this.#links.push(this.#newLink());
  }

  async do({ kind, client, which }: Step): Promise<void> {
    const link = this.#links[client] ?? assert.fail("each client has a link");
    const held = this.#held[which % Math.max(1, this.#held.length)];
    if (kind === "make") this.#held.push({ client, proxy: await link.create("list", []) });
    else if (kind === "check") await this.check();
    else if (kind === "leave") await this.#leave(client, link);
    else if (kind === "wait") await this.#clock.advance((which % 40) * 1000);
    else if (kind === "receive") this.#receive(client, link, which);
    else if (held !== undefined && kind === "send") this.#send(held);
    else if (held !== undefined) this.#close(held);
  }

  /** All that somebody has is counted, and all that is on its way. */
  async check(): Promise<void> {
    // What has been sent before is carried out then.
    for (const link of this.#links) await link.control("dummy");
    const counted = String(await this.#links[0]?.control("debug_info"));
    const now = this.#clock.now();
    const onTheWay = this.#handles.filter(({ until }) => until > now);
    const idents = [
      ...this.#held.map(({ proxy }) => identOf(proxy)),
      ...onTheWay.map(({ name }) => name.ident),
    ];
    for (const ident of idents) assert.ok(counted.includes(`${ident}:`), `${ident} is counted`);
  }

  /** Nothing is left when all have gone, and time has passed. */
  async end(): Promise<void> {
    for (const link of this.#links) await link.close();
    await this.#clock.advance(60_000);
    assert.equal(this.#server.statistics().objects, 0);
  }

  #newLink(): ServerLink {
    const link = createLink(targetOf({ address: this.#server.address, authkey }));
    // As who gets a handle.
    link.believe(true);
    return link;
  }

  async #leave(client: number, link: ServerLink): Promise<void> {
    await link.close();
    this.#links[client] = this.#newLink();
    this.#held = this.#held.filter((each) => each.client !== client);
  }

  #send({ client, proxy }: Held): void {
    const { name } = referentOf(proxy) ?? assert.fail("it is a proxy");
    this.#links[client]?.describe(name);
    this.#handles.push({ name, until: this.#clock.now() + 60_000 });
  }

  /** A handle may arrive more than once, but not too late. */
  #receive(client: number, link: ServerLink, which: number): void {
    this.#handles = this.#handles.filter(({ until }) => until > this.#clock.now());
    const handle = this.#handles[which % Math.max(1, this.#handles.length)];
    if (handle !== undefined) this.#held.push({ client, proxy: link.adopt(handle.name) });
  }

  #close(held: Held): void {
    referentOf(held.proxy)?.close();
    this.#held = this.#held.filter((each) => each !== held);
  }
}

function identOf(proxy: object): string {
  return referentOf(proxy)?.ident ?? assert.fail("it is a proxy");
}

test("in any history, what somebody has is counted, and nothing else in the end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      using clock = new VirtualClock().install();
      await using server = await syncManager.serve({ authkey });
      const world = new World(server, clock);
      for (const each of steps) await world.do(each);
      await world.check();
      await world.end();
    }),
    { numRuns: 100 },
  );
});
