import { ManagerServer, type ServeOptions } from "./server.ts";
import type { ServedTypes } from "./served-types.ts";
import { syncTypes } from "./sync-types.ts";

/** What is needed to serve in another process or thread. */
export interface PlaceOrder {
  /** What travels there; without the types of Python's, which are there already. */
  readonly types: ServedTypes;
  /** Which types of Python's are served, too, and under which names. */
  readonly pythonTypes: readonly (readonly [name: string, pythonName: string])[];
  readonly options: ServeOptions;
}

/** What is known of the server in its place. */
export interface PlaceReport {
  readonly address: string;
  readonly pid: number;
}

/** The server of this process or thread, which was started for it. */
let server: ManagerServer | undefined;

/** Begins to serve here. Rejects when the server can't be opened. */
export async function openInPlace({
  types,
  pythonTypes,
  options,
}: PlaceOrder): Promise<PlaceReport> {
  const all: Record<string, ServedTypes[string]> = { ...types };
  for (const [name, pythonName] of pythonTypes) {
    const type = syncTypes[pythonName];
    if (type !== undefined) all[name] = type;
  }
  server = await ManagerServer.open(all, options);
  // The file of a Unix socket must not stay behind when the parent dies, and this process with it.
  process.once("exit", closeInPlace);
  return { address: server.address, pid: process.pid };
}

/** Ends the server. */
export function closeInPlace(): void {
  server?.shutdown();
}

/** Waits until the server has ended. */
export async function endInPlace(): Promise<void> {
  await server?.serveForever();
}
