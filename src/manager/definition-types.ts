import type { Factory, ManagerEntries, RemoteEntry } from "./entries.ts";
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

/** The method of a manager for one name of its definition. */
export type ManagerMethod<Entry> = (
  ...args: RemoteArguments<Parameters<MakerOf<Entry>>>
) => Promise<ProxyOf<Awaited<ReturnType<MakerOf<Entry>>>>>;

/** The methods of a manager: one for each name of its definition. */
export type ManagerMethods<Entries extends ManagerEntries> = {
  readonly [Name in keyof Entries]: ManagerMethod<Entries[Name]>;
};
