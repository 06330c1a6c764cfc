import type { BlockReference } from "../memory/memory.ts";
import {
  SharedObject,
  type Hold,
  type ObjectHost,
  type SharedKind,
} from "../sync/shared-object.ts";
import type { Connection } from "./connection.ts";
import type { Opened, Question, SignalState } from "./messages.ts";
import { stubOf, type Caller } from "./stub.ts";

/** What a client has of an object that the broker keeps; there is one in a thread for each object, as of blocks. */
class RemoteHold implements Hold {
  readonly reference: BlockReference;
  readonly #connection: Connection;
  closed = false;

  constructor(reference: BlockReference, connection: Connection) {
    this.reference = reference;
    this.#connection = connection;
  }

  travels(): void {
    this.#connection.askSync({ type: "travels", object: this.reference[0] });
  }

  release(): void {
    if (this.closed) return;
    this.closed = true;
    this.#connection.tell({ type: "release", object: this.reference[0] });
  }
}

/** Makes and opens the shared objects of a thread at the broker. */
export class BrokerHost implements ObjectHost {
  readonly #connect: () => Connection;
  readonly #holds = new Map<number, WeakRef<RemoteHold>>();
  readonly #forgotten = new FinalizationRegistry<number>((object) => this.#forget(object));

  /** `connect` gives the thread's connection, which is made when the first object is. */
  constructor(connect: () => Connection) {
    this.#connect = connect;
  }

  create<State extends object, Settings>(
    { name: kind }: SharedKind<State, Settings>,
    settings: Settings,
    name: string | undefined,
  ): SharedObject<State> {
    return this.#ask<State>(kind, { type: "create", kind, settings, name });
  }

  open<State extends object, Settings>(
    { name: kind }: SharedKind<State, Settings>,
    reference: BlockReference,
  ): SharedObject<State> {
    return this.#ask<State>(kind, { type: "open", kind, reference });
  }

  #ask<State extends object>(kind: string, question: Question): SharedObject<State> {
    const connection = this.#connect();
    // That is what "create" and "open" are answered with.
    const { reference, members } = connection.askSync(question) as Opened;
    const hold = this.#holdOn(reference, connection);
    const state = stubOf<State>(members, callerOf(hold, connection));
    return new SharedObject(kind, hold, state);
  }

  #holdOn(reference: BlockReference, connection: Connection): RemoteHold {
    const [object] = reference;
    const known = this.#holds.get(object)?.deref();
    if (known !== undefined && !known.closed) return known;
    const hold = new RemoteHold(reference, connection);
    this.#holds.set(object, new WeakRef(hold));
    this.#forgotten.register(hold, object);
    return hold;
  }

  /** Nobody here has the object any more, unless it has been opened again meanwhile. */
  #forget(object: number): void {
    if (this.#holds.get(object)?.deref() !== undefined) return;
    this.#holds.delete(object);
    this.#connect().tell({ type: "release", object });
  }
}

/** As long as a state is used here, its hold isn't garbage. */
function callerOf(hold: RemoteHold, connection: Connection): Caller {
  const question = (
    member: string,
    args: readonly unknown[],
    signal: AbortSignal | undefined,
  ): Question => ({
    type: "call",
    object: hold.reference[0],
    member,
    args,
    signal: stateOf(signal),
  });
  return {
    callSync: (member, args, signal) => connection.askSync(question(member, args, signal), signal),
    call: (member, args, signal) => connection.ask(question(member, args, signal), signal),
  };
}

function stateOf(signal: AbortSignal | undefined): SignalState | undefined {
  if (signal === undefined) return undefined;
  return signal.aborted ? "aborted" : "live";
}
