import { perThread } from "../per-thread.ts";

/** Who a process is among those of its program. Every thread of a process has the same one. */
export interface ProcessIdentity {
  readonly name: string;
  /** The way down from the main process: `[1, 2]` is the second child of the first child. */
  readonly numbers: readonly number[];
  /** Whether it ends with its parent and may have no children. */
  readonly daemon: boolean;
  /** Undefined for the main process. */
  readonly parent: ParentIdentity | undefined;
}

export interface ParentIdentity {
  readonly name: string;
  readonly pid: number;
}

const state = perThread<{ identity: ProcessIdentity; children: number }>(
  "process-identity",
  () => ({
    identity: { name: "MainProcess", numbers: [], daemon: false, parent: undefined },
    children: 0,
  }),
);

/** Who this process is. */
export function processIdentity(): ProcessIdentity {
  return state.identity;
}

/** For a worker's entry, and for whatever makes it a process with a name of its own. */
export function setProcessIdentity(changes: Partial<ProcessIdentity>): void {
  state.identity = { ...state.identity, ...changes };
}

/** The numbers of the next child that is made here. */
export function nextChildNumbers(): readonly number[] {
  state.children += 1;
  return [...state.identity.numbers, state.children];
}
