import { MisuseError } from "../errors.ts";
import type { RemoteMethods } from "./proxies/object-proxy.ts";

/** What makes an object that a manager serves; it gets what the client gave. */
export type Factory = (...args: never[]) => unknown;

/** For methods of an object: under which name of the definition their result is served. */
export type MethodTypeids<Served> = {
  readonly [Name in keyof RemoteMethods<Served>]?: string;
};

/** The words in which a served object is described when its class doesn't say enough. */
export interface ServedDetails<Typeids = Readonly<Record<string, string>>> {
  /** Which of its methods clients may call. Default: all whose names don't begin with "_". */
  readonly exposed?: readonly string[] | undefined;
  /** For methods whose result stays on the server: under which name of the definition it is served. */
  readonly methodToTypeid?: Typeids | undefined;
}

/** An object of which the server has one for all clients. */
export interface SingleEntry<
  Make extends Factory = Factory,
  Typeids = Readonly<Record<string, string>>,
> extends ServedDetails<Typeids> {
  readonly create: Make;
  readonly single: true;
}

/** An object of which the server makes a new one per call. */
export interface CreatedEntry<Make extends Factory = Factory> extends ServedDetails {
  readonly create: Make;
  readonly single?: false | undefined;
}

/** An object that another program serves, such as one in Python: only its type is known here. */
export interface RemoteEntry<
  Served = unknown,
  Arguments extends readonly unknown[] = readonly unknown[],
> {
  readonly kind: "remote";
  /** Carries the types, and is never there. */
  readonly types?: { readonly served: Served; readonly args: Arguments };
}

/** What a name of a definition stands for. */
export type ManagerEntry = Factory | SingleEntry | CreatedEntry | RemoteEntry;

/** The names that a manager serves, and what they stand for. */
export type ManagerEntries = Readonly<Record<string, ManagerEntry>>;

/**
 * Says that the server makes the object once, at the first call, and gives the same one to all clients.
 *
 * @example
 *     const queues = defineManager({ get_task_queue: single(() => new Queue<number>()) });
 */
export function single<
  Make extends () => object,
  const Typeids extends MethodTypeids<Awaited<ReturnType<Make>>> = Readonly<Record<never, string>>,
>(create: Make, details: ServedDetails<Typeids> = {}): SingleEntry<Make, Typeids> {
  if (typeof create !== "function")
    throw new MisuseError("single() takes a function that makes the object");
  return { ...details, create, single: true };
}

/**
 * Says that another program serves the object: a manager in Python, or one of Skein elsewhere. `Served` is its type, as
 * a class would be written here; `Arguments` is what the name is called with.
 *
 * @example
 *     const queues = defineManager({ get_task_queue: remote<Queue<number>>() });
 *     const manager = await queues.connect({ address: "127.0.0.1:5000", authkey: "abc" });
 */
export function remote<Served, Arguments extends readonly unknown[] = []>(): RemoteEntry<
  Served,
  Arguments
> {
  return { kind: "remote" };
}

/** Whether an entry is served elsewhere. */
export function isRemote(entry: object): entry is RemoteEntry {
  return "kind" in entry && entry.kind === "remote";
}
