import type { Backend, Place } from "./backend.ts";
import type { ChildDescription } from "./describe-child.ts";
import type { SingleRun } from "./single-run.ts";

/** What everybody may know of a child. */
export interface ChildFace {
  readonly name: string;
  readonly daemon: boolean;
  run(): unknown;
}

/** A child on its way: packed by itself, so that what can't be unpacked there is an error like any other. */
export interface PackedChild {
  readonly bytes: Uint8Array;
  readonly attachments: readonly unknown[];
}

/** What tells processes from threads. */
export interface ChildKind {
  readonly noun: "process" | "thread";
  /** Throws MisuseError where no child of this kind may be made now. */
  refuseMaking(): void;
  /** Throws MisuseError where no child of this kind may be started. */
  refuseStart(): void;
  /** The numbers of the next child that is made here. */
  nextNumbers(): readonly number[];
  /** Whether a child is a daemon when nothing is said about it. */
  inheritedDaemon(): boolean;
  backend(): Backend;
  /** The URL of the module with `body` and `rebuild`, for spares. */
  readonly module: string;
  /** The exported function that runs in the child: with the instance, packed, and with what `circumstances` gave. */
  readonly body: (packed: PackedChild, circumstances: never) => unknown;
  circumstances(child: ChildFace, numbers: readonly number[]): unknown;
  /** The exported function that makes the instance again in the child. */
  readonly rebuild: (...args: never[]) => object;
  started(child: ChildFace, run: SingleRun): void;
  /** Its number for the text that describes it, and that of the one who made it. */
  describe(state: ChildState): Pick<ChildDescription, "id" | "parent">;
  /** Hears of what `run()` threw. */
  failed(child: ChildFace, error: unknown): void;
}

/** What the classes made from `Child` may see of it, and nobody else. */
export interface ChildState {
  /** Whether this is the child itself. */
  readonly self: boolean;
  readonly place: Place | undefined;
}
