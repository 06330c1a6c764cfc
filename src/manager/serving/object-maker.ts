import { Tuple } from "../../pickle/tuple.ts";
import { asServed } from "../adapters/as-served.ts";
import { MisuseError } from "../../errors.ts";
import { PoolAdapter } from "../adapters/pool-adapter.ts";
import { keyError } from "../served/raise.ts";
import type { Served } from "../served/served.ts";
import { ServedArray } from "../served/served-array.ts";
import { ServedDict } from "../served/served-dict.ts";
import { ServedList } from "../served/served-list.ts";
import { ServedSet } from "../served/served-set.ts";
import type { PythonType, ServedType, ServedTypes } from "../served-types.ts";
import { Token, type TokenAddress } from "../token.ts";
import type { Made } from "./control-desk.ts";
import type { ManagedObject } from "./managed-object.ts";
import { ObjectTable } from "./object-table.ts";
import { requestGlobals, type Globals } from "./proxy-reference.ts";
import type { ReceptionHost } from "./reception.ts";
import { Replies } from "./replies.ts";
import { readNaturally, type Request } from "./request.ts";
import type { ServedResult } from "./session-host.ts";

/** What of the server isn't about objects. */
export type ServerPart = Pick<ReceptionHost, "allowShutdown" | "releaseOnDisconnect" | "shutdown">;

/** What the server's options say of its objects. */
export interface MakerOptions {
  readonly maxObjects: number;
  readonly address: TokenAddress;
  readonly opaque: boolean;
}

/** The objects of a server: what is made under which name, and which there are. */
export class ObjectMaker {
  readonly table: ObjectTable;
  readonly #types: ReadonlyMap<string, ServedType | PythonType>;
  readonly #singles = new Map<string, unknown>();
  readonly #address: TokenAddress;
  readonly #globals: Globals;
  /** Those of the ready type, which end with the server; weak, since they end when no client has them, too. */
  readonly #pools = new Set<WeakRef<PoolAdapter>>();

  constructor(types: ServedTypes, { maxObjects, address, opaque }: MakerOptions) {
    this.table = new ObjectTable(maxObjects);
    this.#types = typesByName(types);
    this.#address = address;
    this.#globals = requestGlobals((ident) => this.table.find(ident), opaque);
  }

  /** All that connections need. */
  receptionHost(part: ServerPart): ReceptionHost {
    const { table } = this;
    return {
      ...part,
      table,
      globals: this.#globals,
      replies: new Replies(table, this.#address),
      find: (ident) => table.find(ident),
      create: (typeid, request) => this.#create(typeid, request),
      serveResult: (typeid, value) => this.#serveResult(typeid, value),
    };
  }

  /** The server has ended. */
  end(): void {
    for (const each of this.#pools) each.deref()?.pool.terminate();
    this.#pools.clear();
  }

  #create(typeid: string, request: Request): Made | Promise<Made> {
    const type = this.#types.get(typeid);
    if (type === undefined) throw keyError(typeid);
    const made = this.#make(typeid, type, request);
    return made instanceof Promise
      ? made.then((host: unknown) => this.#made(typeid, type, host))
      : this.#made(typeid, type, made);
  }

  #make(typeid: string, type: ServedType | PythonType, request: Request): unknown {
    if ("make" in type) return this.#noted(type.make(request.args.slice(1), request.kwds));
    if (type.single === true && this.#singles.has(typeid)) return this.#singles.get(typeid);
    const { args, kwds } = readNaturally(request.bytes, this.#globals).withObjects();
    const given = kwds.size === 0 ? args.slice(1) : [...args.slice(1), Object.fromEntries(kwds)];
    // What a client sends is only known to the factory.
    const made: unknown = type.create(...(given as never[]));
    // Who asks while it is being made gets the same; when that fails, the next one makes it anew.
    if (type.single === true) {
      this.#singles.set(typeid, made);
      if (made instanceof Promise) made.catch(() => this.#singles.delete(typeid));
    }
    return made;
  }

  #noted(served: Served): Served {
    if (!(served instanceof PoolAdapter)) return served;
    for (const each of this.#pools) if (each.deref() === undefined) this.#pools.delete(each);
    this.#pools.add(new WeakRef(served));
    return served;
  }

  #made(typeid: string, type: ServedType | PythonType, host: unknown): Made {
    return () => this.#manage(typeid, host, "make" in type ? {} : type);
  }

  #serveResult(typeid: string, value: unknown): ServedResult {
    const type = this.#types.get(typeid);
    const object = this.#manage(typeid, value, type === undefined || "make" in type ? {} : type);
    const token = new Token(typeid, this.#address, object.ident);
    return { ident: object.ident, answer: new Tuple([new Tuple(object.exposed), token]) };
  }

  #manage(typeid: string, host: unknown, details: Partial<ServedType>): ManagedObject {
    const { exposed, methodToTypeid } = details;
    return this.table.add(host, typeid, () => {
      const all =
        exposed === undefined || methodToTypeid === undefined
          ? exposed
          : [...new Set([...exposed, ...Object.keys(methodToTypeid)])];
      const served = asServed(host, all);
      const named = all ?? Object.keys(methodToTypeid ?? {});
      const missing = named.find((name) => !served.has(name));
      if (missing !== undefined)
        throw new MisuseError(`what is served as '${typeid}' has no method '${missing}'`);
      return { served, host: isCopy(served) ? served : host, exposed: all, methodToTypeid };
    });
  }
}

/** What is data of JavaScript at first has its state in what serves it from then on. */
function isCopy(served: Served): boolean {
  return (
    served instanceof ServedList ||
    served instanceof ServedDict ||
    served instanceof ServedSet ||
    served instanceof ServedArray
  );
}

function typesByName(types: ServedTypes): Map<string, ServedType | PythonType> {
  const byName = new Map<string, ServedType | PythonType>();
  for (const [name, type] of Object.entries(types)) {
    if (typeof type === "function") byName.set(name, { create: type });
    else if ("create" in type || "make" in type) byName.set(name, type);
  }
  return byName;
}
