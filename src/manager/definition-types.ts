import type { Factory, ManagerEntries, RemoteEntry } from "./entries.ts";
import type { ObjectProxy } from "./proxies/object-proxy.ts";
import type { ProxyOf } from "./proxy-of.ts";
import type { RemoteArguments } from "./remote-arguments.ts";

type MakerOf<Entry> =
  Entry extends RemoteEntry<infer Served, infer Arguments>
    ? (...args: Arguments) => Served
    : Entry extends { readonly create: infer Make extends Factory }
      ? Make
      : Entry extends Factory
        ? Entry
        : never;

type MadeBy<Entry> = Awaited<ReturnType<MakerOf<Entry>>>;

type ResultOf<Method> = Method extends (...args: never[]) => infer Result ? Awaited<Result> : never;

/** Of the methods whose results stay on the server, those that an entry names: not any text. */
type StayingNames<Served, Entry> = Entry extends { readonly methodToTypeid?: infer Typeids }
  ? keyof {
      [
        // Not an assertion: of an array, what isn't renamed would be an array again.
        Name in keyof Served as Name extends keyof NonNullable<Typeids>
          ? string extends NonNullable<Typeids>[Name]
            ? never
            : Name
          : never
      ]: never;
    }
  : never;

/** What an entry says of the object that a method gives. */
type EntryOfResult<Entry, Name, Entries> = Entry extends {
  readonly methodToTypeid?: { readonly [Key in Name & string]: infer Typeid } | undefined;
}
  ? Typeid extends keyof Entries
    ? Entries[Typeid]
    : unknown
  : unknown;

/** A method that finds nothing gives null. */
type NullOf<Result> = [Extract<Result, null | undefined>] extends [never] ? never : null;

/** The proxy of an object, of whose results an entry may say that they stay on the server. */
type ProxyWith<Served, Entry, Entries> = [StayingNames<Served, Entry>] extends [never]
  ? ProxyOf<Served>
  : ObjectProxy<
      Served,
      {
        readonly [Name in StayingNames<Served, Entry>]:
          | ProxyWith<
              NonNullable<ResultOf<Served[Name]>>,
              EntryOfResult<Entry, Name, Entries>,
              Entries
            >
          | NullOf<ResultOf<Served[Name]>>;
      }
    >;

/** The method of a manager for one name of its definition. */
export type ManagerMethod<Entry, Entries = unknown> = (
  ...args: RemoteArguments<Parameters<MakerOf<Entry>>>
) => Promise<ProxyWith<MadeBy<Entry>, Entry, Entries>>;

/** The methods of a manager: one for each name of its definition. */
export type ManagerMethods<Entries extends ManagerEntries> = {
  readonly [Name in keyof Entries]: ManagerMethod<Entries[Name], Entries>;
};
