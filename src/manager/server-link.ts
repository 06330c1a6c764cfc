import { formatAddress, type SocketAddress } from "../connection/address.ts";
import type { Connection } from "../connection/connection.ts";
import { ClosedError, ConnectionLostError } from "../errors.ts";
import { ControlRequests } from "./control-requests.ts";
import { splitKeywords } from "./keywords.ts";
import type { LinkTarget } from "./link-target.ts";
import { waitInScope } from "../task/scoped-wait.ts";
import type { LineHost, LinePlace, RemoteCall } from "./line.ts";
import type { Lines } from "./lines.ts";
import { MessageForm } from "./message-form.ts";
import { MultiplexedLines } from "./multiplexed-lines.ts";
import { onceOpen } from "./once-open.ts";
import { ObjectCounts, type CountNotice } from "./object-counts.ts";
import { OrderedLines } from "./ordered-lines.ts";
import type { CallPolicy } from "./pending-call.ts";
import { Referent, type ObjectServer, type ReferentName } from "./referent.ts";
import { resultOf, type Reply } from "./reply.ts";
import type { Session } from "./session.ts";
import { Sessions } from "./sessions.ts";
import { explained } from "./unknown-name.ts";

/** How something is asked of the server itself. */
interface ControlDetails {
  readonly keywords?: RemoteCall["keywords"];
  /** What is done with an answer that nobody waits for any more. */
  readonly undo?: CallPolicy["undo"];
}

/** What a link needs to know of proxies, which stand on it. */
export interface ProxyMaker {
  /** Makes the proxy for an object. */
  makeProxy(remote: Referent): object;
  /** The URL of the module that revives handles of proxies. */
  readonly handleModule: string;
}

/**
 * All that one thread has to do with one server: its connections, the objects of the server that it counts, and whether
 * the server is still there. It is opened by the first call; when a connection breaks, it is lost as a whole until
 * `reconnect()`, since nobody can know what the server still has.
 */
export class ServerLink implements ObjectServer, LineHost {
  readonly target: LinkTarget;
  readonly sessions: Sessions = new Sessions();
  readonly handleModule: string;
  readonly #maker: ProxyMaker;
  readonly #control: ControlRequests;
  readonly #form: MessageForm;
  readonly #counts: ObjectCounts;
  #lines: Lines | undefined;
  #opening: Promise<Lines> | undefined;
  #isSkein = false;
  /** Why it can't be used any more, or not until it is connected again. */
  #failure: Error | undefined;

  constructor(target: LinkTarget, maker: ProxyMaker) {
    this.target = target;
    this.handleModule = maker.handleModule;
    this.#maker = maker;
    this.#form = new MessageForm(target, (name) => this.adopt(name));
    this.#control = new ControlRequests(target, this.#form);
    this.#counts = new ObjectCounts({
      tell: (notice, ident) => this.#tell(notice, ident),
      isSkein: () => this.#isSkein,
    });
  }

  get address(): SocketAddress {
    return this.target.address;
  }

  get isSkein(): boolean {
    return this.#isSkein;
  }

  /** Whoever describes a proxy of the server knows what it is, before this link has asked. */
  believe(isSkein: boolean): void {
    if (this.#lines === undefined) this.#isSkein = isSkein;
  }

  async knowsSkein(): Promise<boolean> {
    await this.open();
    return this.#isSkein;
  }

  /** Asks the server what it is, if that isn't known yet. Rejects when there is none, or with AuthenticationError. */
  async open(): Promise<void> {
    await this.#linesToUse();
  }

  /** A request to the server itself: on Skein's line in its turn, to Python's on a connection of its own. */
  control(
    method: string,
    args: readonly unknown[] = [],
    { keywords, undo }: ControlDetails = {},
  ): Promise<unknown> {
    const ask = (lines: Lines): Promise<unknown> =>
      this.#isSkein
        ? lines.call({ ident: "", method, args, keywords }, this.#limited({ undo }))
        : this.#askAlone(method, args, keywords);
    return this.#lines === undefined ? this.#linesToUse().then(ask) : ask(this.#lines);
  }

  /**
   * The server makes an object, or gives the one that it has under this name, and counts it for the proxy. When the task
   * is cancelled meanwhile, nobody gets the proxy, and what it counts is given back when it is collected.
   */
  create(typeid: string, given: readonly unknown[], lock?: string): Promise<object> {
    return waitInScope(this.#create(typeid, given, lock));
  }

  /** The proxy for an object that somebody else has counted for as long as it takes to count it here. */
  adopt(name: ReferentName): object {
    this.#counts.take(name.ident);
    return this.#maker.makeProxy(new Referent(this, name));
  }

  call(call: RemoteCall, given: CallPolicy): Promise<unknown> {
    const policy = this.#limited(given);
    if (this.#lines !== undefined) return this.#lines.call(call, policy);
    return onceOpen(this.#linesToUse(), policy, (lines) => lines.call(call, policy));
  }

  callIn(session: Session, call: RemoteCall, given: CallPolicy): Promise<unknown> {
    const policy = this.#limited(given);
    if (this.#lines !== undefined) return this.#lines.callIn(session, call, policy);
    return onceOpen(this.#linesToUse(), policy, (lines) => lines.callIn(session, call, policy));
  }

  sweep(session: Session): void {
    if (this.sessions.drop(session)) this.#lines?.endSession(session);
  }

  release(ident: string): void {
    if (this.#failure === undefined) this.#counts.release(ident);
  }

  describe(name: ReferentName): unknown {
    if (this.#failure === undefined) this.#counts.keepInFlight(name.ident);
    return { target: this.target, name, isSkein: this.#isSkein };
  }

  /** After the server was lost: from the next call on there are new connections. Rejects when there is still none. */
  async reconnect(): Promise<void> {
    if (this.#failure instanceof ClosedError) throw this.#failure;
    if (this.#failure === undefined) return;
    this.#failure = undefined;
    this.sessions.clear();
    await this.open();
  }

  /** Gives all counted objects back and ends the connections; calls that are under way reject. Idempotent. */
  async close(): Promise<void> {
    if (this.#failure instanceof ClosedError) return;
    const isLost = this.#failure !== undefined;
    this.#end(new ClosedError("the manager has been closed here"));
    if (isLost) return;
    // Skein's server gives back what belonged to the connection, once it knows of its end; what is counted by Python's
    // can be given back without the lines.
    if (!this.#isSkein) return this.#counts.releaseAll();
    this.#counts.forget();
    await this.#control.knock().catch(() => {});
  }

  /** The server is known to be ending: nothing is given back to it any more. */
  forget(): void {
    this.#end(new ClosedError("the manager has been shut down"));
    this.#counts.forget();
  }

  write(call: RemoteCall, place?: LinePlace): Uint8Array {
    return this.#form.request(call, place);
  }

  read(bytes: Uint8Array): Reply {
    return this.#form.reply(bytes);
  }

  resultOf(reply: Reply): unknown {
    return resultOf(reply, (value) => {
      const name = this.#form.proxiedObject(value);
      this.#counts.add(name.ident);
      return this.#maker.makeProxy(new Referent(this, name));
    });
  }

  lost(error: Error): void {
    if (this.#failure !== undefined) return;
    const where = formatAddress(this.address);
    this.#end(
      new ConnectionLostError(
        `the connection to the manager at ${where} is lost; reconnect() makes a new one`,
        { cause: error },
      ),
    );
    if (this.#isSkein) this.#counts.suspend();
    else this.#counts.forget();
  }

  #limited(policy: CallPolicy): CallPolicy {
    const { callTimeout } = this.target;
    if (callTimeout === undefined || policy.blocking === true) return policy;
    return { ...policy, patience: Math.min(callTimeout, policy.patience ?? callTimeout) };
  }

  async #create(typeid: string, given: readonly unknown[], lock?: string): Promise<object> {
    const [args, keywords] = splitKeywords(given);
    const undo = (late: unknown): void => {
      const { ident } = this.#form.createdObject(late);
      this.#counts.add(ident);
      this.release(ident);
    };
    const asked = this.control("create", [typeid, ...args], { keywords, undo });
    const created = await asked.catch((error: unknown) => {
      throw explained(error, typeid, formatAddress(this.address));
    });
    const { ident, exposed } = this.#form.createdObject(created);
    this.#counts.add(ident);
    return this.#maker.makeProxy(new Referent(this, { ident, typeid, exposed, lock }));
  }

  #end(failure: Error): void {
    this.#failure = failure;
    this.#lines?.close(failure);
    this.#lines = undefined;
    this.#opening = undefined;
  }

  async #askAlone(
    method: string,
    args: readonly unknown[],
    keywords?: RemoteCall["keywords"],
  ): Promise<unknown> {
    return this.resultOf(await this.#control.ask(method, args, keywords));
  }

  #tell(notice: CountNotice, ident: string): Promise<unknown> {
    return this.#isSkein ? this.control(notice, [ident]) : this.#askAlone(notice, [ident]);
  }

  #linesToUse(): Promise<Lines> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#opening !== undefined) return this.#opening;
    const opening = this.#openLines();
    this.#opening = opening;
    // The first of all who wait for it: so whoever finds `#lines` can't overtake one of them.
    opening.then(
      (lines) => this.#begin(lines, opening),
      () => {
        if (this.#opening !== opening) return;
        // Nothing was lost: the next call tries again.
        this.#opening = undefined;
        if (this.#isSkein) this.#counts.suspend();
      },
    );
    return opening;
  }

  #begin(lines: Lines, opening: Promise<Lines>): void {
    if (this.#opening !== opening) return lines.close(this.#failure ?? new ClosedError("too late"));
    this.#lines = lines;
    this.#counts.resume();
  }

  async #openLines(): Promise<Lines> {
    const connection = await this.#control.greet();
    this.#isSkein = connection !== undefined;
    if (connection !== undefined) return new MultiplexedLines(connection, this);
    const open = (): Promise<Connection> => this.#control.openServing();
    return new OrderedLines(open, this, { ahead: aheadOf(this.address) });
  }
}

/**
 * CPython leaves Nagle's algorithm on: over TCP, the answer to a second request would be held back until the system has
 * acknowledged the first one, for 40 ms. The next request carries that, so over TCP only one is out at a time.
 */
function aheadOf(address: SocketAddress): number {
  return address.kind === "tcp" ? 1 : 1024;
}
