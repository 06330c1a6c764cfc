import { randomBytes } from "node:crypto";
import { builtin, keyError } from "../served/raise.ts";
import { ExpiringObjects } from "./expiring-objects.ts";
import { ManagedObject, type ManagedParts } from "./managed-object.ts";

/**
 * The objects of a server by ident, and how many proxies outside name each. An object is dropped when none does, unless
 * it is in another object: a reference that a client has put there holds it, and counting it again brings it back.
 */
export class ObjectTable {
  readonly #most: number;
  readonly #counted = new Map<string, ManagedObject>();
  /** All that may still be somewhere, counted or not. */
  readonly #known = new Map<string, WeakRef<ManagedObject>>();
  readonly #gone = new FinalizationRegistry<string>((ident) => {
    if (this.#known.get(ident)?.deref() === undefined) this.#known.delete(ident);
  });
  /** The same object of the host has the same ident as long as it lives. */
  readonly #idents = new WeakMap<object, string>();
  /** Whose references were sent, for the receiver to count them; nobody counts them meanwhile. */
  readonly #sent = new ExpiringObjects();
  /** Whose handles are on their way between clients. Each of them has one count for that. */
  readonly #pinned = new ExpiringObjects(({ ident }) => this.drop(ident, 1));
  // An ident must not be guessed from another server's: a token of that one would name something here.
  #next = BigInt(`0x${randomBytes(6).toString("hex")}`) << 8n;

  /** `most` is how many objects there may be. */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many objects are named outside. */
  get size(): number {
    return this.#counted.size;
  }

  /** The object that a request names; also one that only another object names. */
  find(ident: string): ManagedObject | undefined {
    return this.#counted.get(ident) ?? this.#known.get(ident)?.deref();
  }

  /** Counts one more proxy for the object of the host `host`; makes it a managed one if it isn't. */
  add(host: unknown, typeid: string, parts: () => ManagedParts): ManagedObject {
    const object = this.#existing(host) ?? this.#make(host, typeid, parts());
    this.#count(object);
    return object;
  }

  /** Throws KeyError for an object that isn't there. */
  incref(ident: string): void {
    const object = this.find(ident);
    if (object === undefined) throw keyError(ident);
    this.#count(object);
  }

  /**
   * Counts the object for a minute, whoever has gone until then: a handle of it is on its way to somebody. Throws KeyError
   * for an object that isn't there.
   */
  pin(ident: string): void {
    const object = this.find(ident);
    if (object === undefined) throw keyError(ident);
    if (this.#pinned.put(object)) this.#count(object);
  }

  /** Throws KeyError for an object that isn't there. */
  decref(ident: string): void {
    // Where only another object names it, Python's servers skip that, too.
    if (this.find(ident) === undefined) throw keyError(ident);
    this.drop(ident, 1);
  }

  /** Gives back so many counts; those that aren't there, somebody else has given back by mistake. */
  drop(ident: string, count: number): void {
    const object = this.#counted.get(ident);
    if (object === undefined) return;
    object.references -= Math.min(count, object.references);
    if (object.references === 0) this.#counted.delete(ident);
  }

  /** A reference to the object is being sent: it stays until the receiver had the time to count it. */
  keepForReceiver(object: ManagedObject): void {
    this.#sent.put(object);
  }

  /** What `debug_info` says: ident, count and the beginning of the text of each. */
  describe(): string {
    return [...this.#counted.values()]
      .toSorted((one, other) => (one.ident < other.ident ? -1 : 1))
      .map((object) => {
        const text = object.served.repr().slice(0, 75);
        return `  ${object.ident}:       refcount=${object.references}\n    ${text}`;
      })
      .join("\n");
  }

  #existing(host: unknown): ManagedObject | undefined {
    const ident = isObject(host) ? this.#idents.get(host) : undefined;
    return ident === undefined ? undefined : this.find(ident);
  }

  #make(host: unknown, typeid: string, parts: ManagedParts): ManagedObject {
    if (this.#counted.size >= this.#most)
      throw builtin("MemoryError", `the server has ${this.#most} objects, which is all it may`);
    const ident = (isObject(host) ? this.#idents.get(host) : undefined) ?? this.#nextIdent();
    const object = new ManagedObject(ident, typeid, parts);
    if (isObject(host)) this.#idents.set(host, ident);
    this.#known.set(ident, new WeakRef(object));
    this.#gone.register(object, ident);
    return object;
  }

  #count(object: ManagedObject): void {
    object.references += 1;
    this.#counted.set(object.ident, object);
  }

  #nextIdent(): string {
    this.#next += 16n;
    return this.#next.toString(16);
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
