import type { ModelBlock, ModelMemory } from "./model-memory.ts";

/** One call of the product, or several that belong together. Gives what the call gave: plain values only. */
export type Act<Party> = (party: Party, before: Before) => unknown;

/** What an act is told of those before it. */
export interface Before {
  readonly results: readonly unknown[];
  /** Keeps a value for the checks, at once: unlike a result also when the process dies in the same act. */
  readonly note: (value: unknown) => void;
  readonly memory: ModelMemory;
}

/** What one process does. Its objects are made anew for each act, so acts have nothing in common but memory. */
export interface Program<Party> {
  readonly name: string;
  readonly acts: readonly Act<Party>[];
  /** How often a sleep may end although nobody has rung. Default: never. */
  readonly early?: number | undefined;
  /** Whether it can die. Default: yes, where `crashes` says so. */
  readonly mortal?: boolean | undefined;
  /**
   * Whether anything but its results, its notes and `memory.mark` makes a difference when it sleeps, or when it says that
   * it is going to (by `Atomics.or`, into a set of waiters). Default: no; then all ways to the same such place are one.
   */
  readonly remembers?: boolean | undefined;
  /** The process whose slot it takes over when that one is dead. Until then it isn't there. */
  readonly heirOf?: string | undefined;
}

/** How far a process has come. */
export interface Progress {
  readonly name: string;
  readonly isDead: boolean;
  /** It has done all its acts. */
  readonly isDone: boolean;
  /** How many acts it has done; the next one may have begun. */
  readonly done: number;
  /** Whether it has done anything that others can see of the act that comes next. */
  readonly hasBegun: boolean;
  /** Whether it sleeps. */
  readonly sleeps: boolean;
  readonly results: readonly unknown[];
  readonly notes: readonly unknown[];
}

/** What is explored: a few processes with one shared object, and what must be true of them. */
export interface Model<Party> {
  readonly name: string;
  /** How many blocks there are, the object's own included. Default: 1. */
  readonly blocks?: number | undefined;
  /** How many words a block has; a multiple of 16. */
  readonly blockWords: number;
  /** Prepares the object before the processes begin. */
  prepare?(block: ModelBlock): void;
  /** Makes what a process has of the object. Must do nothing to memory. */
  join(block: ModelBlock): Party;
  readonly programs: readonly Program<Party>[];
  /** How many processes may die, at any point. Default: 0. */
  readonly crashes?: number | undefined;
  /** Words of the object (counted from its first) that may be read and written at the same time without `Atomics`. */
  isRacy?(word: number): boolean;
  /** Throws when this must not be. Asked in every state. */
  always?(processes: readonly Progress[]): void;
  /** Whether it's right that those who aren't done sleep for ever. Default: no. */
  mayRest?(processes: readonly Progress[], party: Party): boolean;
  /** Throws when this must not be the end. `party` belongs to a process that has seen nothing, and may do anything. */
  atEnd?: ((processes: readonly Progress[], party: Party) => void) | undefined;
  /** More states than this are a mistake of the model. Default: 1,000,000. */
  readonly limit?: number | undefined;
}
