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

let identity: ProcessIdentity = {
  name: "MainProcess",
  numbers: [],
  daemon: false,
  parent: undefined,
};
let children = 0;

/** Who this process is. */
export function processIdentity(): ProcessIdentity {
  return identity;
}

/** For a worker's entry, and for whatever makes it a process with a name of its own. */
export function setProcessIdentity(changes: Partial<ProcessIdentity>): void {
  identity = { ...identity, ...changes };
}

/** The numbers of the next child that is made here. */
export function nextChildNumbers(): readonly number[] {
  children += 1;
  return [...identity.numbers, children];
}
