import type { WaitOptions } from "../task/wait.ts";
import type { Backend, WorkerExit } from "./backend.ts";
import type { ChildDescription } from "./describe-child.ts";

/** What everybody may know of a child. */
export interface ChildFace {
  readonly name: string;
  readonly daemon: boolean;
  run(): unknown;
}

/** A child that has been started, seen from the one who started it. */
export interface ChildRun {
  /** Undefined while it runs. */
  readonly exit: WorkerExit | undefined;
  /** A process's pid, a thread's ident. */
  readonly id: number | undefined;
  /** Waits for the end; gives whether it has come. Keeps the program alive meanwhile. */
  join(options: WaitOptions): Promise<boolean>;
  /** Waits for what the function returned or threw. Keeps the program alive meanwhile. */
  result(options: WaitOptions): Promise<unknown>;
  /** Interrupts its waits; what it computes goes on. */
  cancel(reason: unknown): void;
  /** Throws MisuseError when it has no place of its own. */
  terminate(): void;
  kill(): void;
  /** Terminates it, or cancels what has no place of its own. */
  stop(): void;
}

/** What a child is started with. */
export interface ChildStart {
  readonly numbers: readonly number[];
  /** Undefined for the default one. */
  readonly name: string | undefined;
  readonly target: ((...args: never[]) => unknown) | undefined;
  readonly args: readonly unknown[];
}

/** What tells processes, dedicated threads and light ones apart. */
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
  /** Starts it; when something can't be sent, nothing runs. */
  start(child: ChildFace, start: ChildStart): ChildRun;
  /** The exported function that makes the instance again in the child. */
  readonly rebuild: (...args: never[]) => object;
  /** Its number for the text that describes it, and that of the one who made it. */
  describe(state: ChildState): Pick<ChildDescription, "id" | "parent">;
}

/** A child on its way: packed by itself, so that what can't be unpacked there is an error like any other. */
export interface PackedChild {
  readonly bytes: Uint8Array;
  readonly attachments: readonly unknown[];
}

/** How children run that have a place of their own. */
export interface PlaceKind {
  readonly noun: "process" | "thread";
  backend(): Backend;
  /** The URL of the module with `body` and `rebuild`, for spares. */
  readonly module: string;
  /** The exported function that runs in the child: with the instance, packed, and with what `circumstances` gave. */
  readonly body: (packed: PackedChild, circumstances: never) => unknown;
  circumstances(child: ChildFace, numbers: readonly number[]): unknown;
  /** Hears of what `run()` threw. */
  failed(child: ChildFace, error: unknown): void;
}

/** What the classes made from `Child` may see of it, and nobody else. */
export interface ChildState {
  /** Whether this is the child itself. */
  readonly self: boolean;
  /** Its own number, where it differs from that of the place. */
  readonly id: number | undefined;
  readonly run: ChildRun | undefined;
}
