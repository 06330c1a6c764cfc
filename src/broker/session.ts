import { ClosedError, MisuseError } from "../errors.ts";
import type { LocalMemory, LocalSpace } from "../memory/local-memory.ts";
import type { Block } from "../memory/memory.ts";
import { kindNamed, type AnyKind } from "./known-kinds.ts";
import type { Link } from "./link.ts";
import { membersOf } from "./members.ts";
import {
  fromBytes,
  toBytes,
  type CallRequest,
  type CreateRequest,
  type Notice,
  type Opened,
  type OpenRequest,
  type Reply,
  type Request,
} from "./messages.ts";
import { toPlain } from "./plain-failure.ts";

/** An object that a client has open. */
interface OpenObject {
  readonly block: Block;
  readonly state: object;
}

/**
 * The broker's side of one client, which is one thread: carries out what it asks for in its name, as a party of the
 * space. When the connection ends, the client is dead: the party dies, and what it held is recovered by the others.
 */
export class Session {
  readonly #space: LocalSpace;
  readonly #link: Link;
  readonly #objects = new Map<number, OpenObject>();
  readonly #cancellers = new Map<number, AbortController>();
  /** There is none before the first object is opened: many threads never open any, and slots are few. */
  #party: LocalMemory | undefined;
  #ended = false;

  constructor(space: LocalSpace, link: Link) {
    this.#space = space;
    this.#link = link;
    link.receive((message) => this.#obey(fromBytes<Request>(message)));
    link.closed(() => this.#end());
  }

  #obey(request: Request): void {
    switch (request.type) {
      case "cancel":
        return this.#cancellers.get(request.id)?.abort();
      case "release":
        return this.#release(request.object);
      default:
        void this.#answer(request);
    }
  }

  async #answer(request: Exclude<Request, Notice>): Promise<void> {
    const { id } = request;
    try {
      // Up to its first wait this runs at once: what one client asks for is done in the order of its asking.
      const value = await this.#carryOut(request);
      this.#reply({ id, value });
    } catch (error) {
      const signal = this.#cancellers.get(id)?.signal;
      const cancelled = signal?.aborted === true && error === signal.reason;
      this.#reply({ id, failure: toPlain(error), cancelled });
    } finally {
      this.#cancellers.delete(id);
    }
  }

  #carryOut(request: Exclude<Request, Notice>): unknown {
    switch (request.type) {
      case "call":
        return this.#call(request);
      case "travels":
        return this.#object(request.object).block.travels();
      default:
        return this.#open(request);
    }
  }

  #reply(reply: Reply): void {
    if (!this.#ended) this.#link.send(toBytes(reply));
  }

  async #open(request: CreateRequest | OpenRequest): Promise<Opened> {
    const kind = await kindNamed(request.kind);
    if (this.#ended) throw new ClosedError("the client has gone");
    // What a client waits for keeps the client alive, not the broker.
    this.#party ??= this.#space.join(false);
    const block =
      request.type === "create"
        ? make(this.#party, kind, request)
        : this.#party.open(request.reference);
    if (block.kind !== kind.code)
      throw new MisuseError(`the object is no ${kind.name}, as its handle says`);
    const [object] = block.reference;
    const known = this.#objects.get(object) ?? { block, state: kind.open(block) };
    this.#objects.set(object, known);
    return { reference: block.reference, members: membersOf(known.state) };
  }

  #call(request: CallRequest): unknown {
    const { object, member, args, signal } = request;
    const { state } = this.#object(object);
    const found: unknown = Reflect.get(state, member);
    if (typeof found !== "function") return found;
    return Reflect.apply(found, state, signal === undefined ? args : this.#withSignal(request));
  }

  #object(object: number): OpenObject {
    const found = this.#objects.get(object);
    if (found === undefined) throw new ClosedError("the shared object has been closed here");
    return found;
  }

  #withSignal({ id, args, signal }: CallRequest): readonly unknown[] {
    const canceller = new AbortController();
    if (signal === "aborted") canceller.abort();
    this.#cancellers.set(id, canceller);
    // A client speaks of a signal only when it has found one there.
    const limits = args.at(-1) as object;
    return [...args.slice(0, -1), { ...limits, signal: canceller.signal }];
  }

  #release(object: number): void {
    this.#objects.get(object)?.block.release();
    this.#objects.delete(object);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#party?.die();
    this.#objects.clear();
  }
}

function make(party: LocalMemory, kind: AnyKind, { settings, name }: CreateRequest): Block {
  const block = party.allocate({ kind: kind.code, bytes: kind.bytes(settings), name });
  kind.prepare(block, settings);
  return block;
}
