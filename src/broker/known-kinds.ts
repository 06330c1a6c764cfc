import { MisuseError } from "../errors.ts";
import { perThread } from "../per-thread.ts";
import type { SharedKind } from "../sync/shared-object.ts";

/** A kind of shared object, of whatever state. */
export type AnyKind = SharedKind<object, unknown>;

const known = perThread("broker-kinds", () => new Map<string, AnyKind>());

/** Lets the broker of this thread keep objects of a kind, whichever thread makes them. */
export function addKind<State extends object, Settings>(kind: SharedKind<State, Settings>): void {
  known.set(kind.name, kind);
}

/** The kind of this name. Rejects with MisuseError when there is none. */
export async function kindNamed(name: string): Promise<AnyKind> {
  const kind = known.get(name);
  if (kind === undefined)
    throw new MisuseError(`the broker knows no kind of object called '${name}'`);
  return kind;
}
