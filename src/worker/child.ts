import { inspect } from "node:util";
import { ClosedError, MisuseError } from "../errors.ts";
import type { WaitOptions } from "../task/wait.ts";
import { waitable, type Waitable } from "../task/waitable.ts";
import type { ChildKind, ChildRun, ChildState } from "./child-kind.ts";
import { ChildMemory } from "./child-memory.ts";
import type { AnyChildOptions } from "./child-options.ts";
import { describeChild } from "./describe-child.ts";
import type { ResultOf } from "./result-of.ts";

/**
 * What others ask an object for: the codec how it travels (the same key is there for a user's own classes), `util.inspect`
 * and the console its text. Neither is a member in the type, so neither shows in completion.
 */
const hooks = {
  reduce: Symbol.for("skein.reduce"),
  inspect: Symbol.for("nodejs.util.inspect.custom"),
} as const;

/** What `waitAny` can wait for in place of the child itself. */
export interface Sentinel {
  readonly [waitable]: () => Waitable;
}

const NOTHING: readonly never[] = [];

/** Where an instance is: with the one who made it, or in the child that it stands for. */
type Role = "maker" | "self";

let peek: (child: Child) => ChildState;

/** What `Process` and `Thread` have in common: one function in a place of its own, from start to end. */
export abstract class Child<Returned = unknown> implements AsyncDisposable, Disposable {
  readonly #kind: ChildKind;
  readonly #role: Role;
  readonly #numbers: readonly number[];
  /** Undefined while it is the default one: most threads are never asked for theirs. */
  #name: string | undefined;
  readonly #id: number | undefined;
  #daemon: boolean;
  #target: AnyChildOptions["target"];
  #args: readonly unknown[];
  #run: ChildRun | undefined;
  #closed = false;

  protected constructor(kind: ChildKind, origin: AnyChildOptions | ChildMemory) {
    this.#kind = kind;
    this.#target = origin.target;
    this.#args = origin.args ?? NOTHING;
    if (origin instanceof ChildMemory) {
      this.#role = "self";
      this.#numbers = origin.numbers;
      this.#name = origin.name;
      this.#daemon = origin.daemon;
      this.#id = origin.id;
    } else {
      kind.refuseMaking();
      this.#role = "maker";
      this.#numbers = kind.nextNumbers();
      this.#name = origin.name === undefined ? undefined : checkedName(origin.name);
      this.#daemon = origin.daemon ?? kind.inheritedDaemon();
    }
  }

  /** May be set at any time; what is running has been given the name that it had at its start. */
  get name(): string {
    this.#name ??= defaultName(this, this.#numbers);
    return this.#name;
  }

  set name(name: string) {
    this.#name = checkedName(name);
  }

  /** Whether it is ended with its parent, which doesn't wait for it. May be set before the start. */
  get daemon(): boolean {
    this.#refuseClosed();
    return this.#daemon;
  }

  set daemon(daemon: boolean) {
    this.#refuseClosed();
    if (this.#run !== undefined || this.#role === "self") throw this.#misuse("has been started");
    this.#daemon = daemon;
  }

  /** Whether it has been started and has not ended. */
  get isAlive(): boolean {
    this.#refuseClosed();
    if (this.#role === "self") return true;
    return this.#run !== undefined && this.#run.exit === undefined;
  }

  /** Undefined before the end, then what it exited with, or -N when signal N ended it. */
  get exitCode(): number | undefined {
    this.#refuseClosed();
    return this.#run?.exit?.exitCode;
  }

  /**
   * Starts the child; `run()` runs there, on a copy of this object.
   *
   * Throws MisuseError the second time, and NotSendableError when the target, an argument or a property can't travel.
   */
  start(): void {
    this.#refuseClosed();
    if (this.#role === "self" || this.#run !== undefined) {
      throw this.#misuse("has been started already");
    }
    this.#kind.refuseStart();
    this.#run = this.#kind.start(this, {
      numbers: this.#numbers,
      name: this.#name,
      target: this.#target,
      args: this.#args,
    });
    // What they hold on to isn't needed any more.
    this.#target = undefined;
    this.#args = NOTHING;
  }

  /** What happens in the child: calls the target, unless a subclass says otherwise. */
  run(): Returned {
    // The constructor has checked that the arguments fit the target.
    const target = this.#target as ((...args: readonly unknown[]) => Returned) | undefined;
    // Without a target there is nothing to run; `Returned` is unknown then.
    return target === undefined ? (undefined as Returned) : target(...this.#args);
  }

  /**
   * Waits until the child has ended and gives `true`; `false` when `timeout` has passed before, at once for 0 or less.
   * Keeps the program alive meanwhile. Rejects with MisuseError before the start and in the child itself, and with the
   * signal's reason.
   */
  async join(options: WaitOptions = {}): Promise<boolean> {
    return this.#started("be joined").join(options);
  }

  /**
   * Waits for what `run()` returned (a generator: all that it yielded), or rejects with what it threw. Rejects with
   * WorkerLostError when the child ended before that. Further limits and errors are those of `join`, but a `timeout`
   * rejects with TimeoutError.
   */
  async result(options: WaitOptions = {}): Promise<ResultOf<ReturnType<this["run"]>>> {
    const result = await this.#started("give a result").result(options);
    // It comes from the `run()` of the same class.
    return result as ResultOf<ReturnType<this["run"]>>;
  }

  /** What is ready when the child has ended, for `waitAny`, which takes the child itself as well. Throws as `join`. */
  get sentinel(): Sentinel {
    const run = this.#started("have a sentinel");
    const described: Waitable = {
      ready: () => run.exit !== undefined,
      whenReady: (options) => run.join(options),
    };
    return { [waitable]: () => described };
  }

  /** Asks the child to end at once: SIGTERM for a process. Does nothing after its end. */
  terminate(): void {
    this.#started("be terminated").terminate();
  }

  /** Ends the child for certain: SIGKILL for a process. Does nothing after its end. */
  kill(): void {
    this.#started("be killed").kill();
  }

  /** Lets go of everything. Afterwards most members throw ClosedError. Throws MisuseError while the child runs. */
  close(): void {
    if (this.#closed) return;
    if (this.isAlive) throw this.#misuse("is running: join or terminate it before closing it");
    this.#closed = true;
    this.#run = undefined;
  }

  /** Terminates the child if it runs (a light thread is cancelled), and lets go of it. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    if (this.isAlive) this.#started("be disposed of").stop();
    this.#closed = true;
  }

  /** Waits for the end of the child if it was started, and lets go of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#run !== undefined) await this.join();
    this.close();
  }

  #reduce(): readonly unknown[] {
    const memory: ChildMemory = {
      name: this.name,
      daemon: this.#daemon,
      numbers: this.#numbers,
      target: this.#target,
      args: this.#args,
      id: undefined,
    };
    return [this.#kind.rebuild, this.constructor, memory, Object.fromEntries(Object.entries(this))];
  }

  /** As Python's repr: `<Process name='Process-1' pid=12 parent=11 started daemon>`. */
  toString(): string {
    return describeChild({
      type: this.constructor.name || "Child",
      name: this.name,
      ...this.#kind.describe(stateOf(this)),
      state: this.#state(),
      exitCode: this.#run?.exit?.exitCode,
      daemon: this.#daemon,
    });
  }

  #state(): "initial" | "started" | "stopped" | "closed" {
    if (this.#closed) return "closed";
    if (this.#role === "self") return "started";
    if (this.#run === undefined) return "initial";
    return this.#run.exit === undefined ? "started" : "stopped";
  }

  #started(what: string): ChildRun {
    this.#refuseClosed();
    if (this.#role === "self") throw this.#misuse(`can only ${what} by the one who started it`);
    if (this.#run === undefined) throw this.#misuse(`can't ${what} before it is started`);
    return this.#run;
  }

  #refuseClosed(): void {
    if (this.#closed) throw new ClosedError(`the ${this.#kind.noun} '${this.name}' is closed`);
  }

  #misuse(what: string): MisuseError {
    return new MisuseError(`the ${this.#kind.noun} '${this.name}' ${what}`);
  }

  static {
    Object.defineProperty(this.prototype, hooks.reduce, {
      value(this: Child) {
        return this.#reduce();
      },
    });
    Object.defineProperty(this.prototype, waitable, {
      value(this: Child) {
        return this.sentinel[waitable]();
      },
    });
    Object.defineProperty(this.prototype, hooks.inspect, {
      value(this: Child) {
        return this.toString();
      },
    });
    peek = (child) => ({ self: child.#role === "self", id: child.#id, run: child.#run });
  }
}

/** Gives what is known of a child, closed or not. */
export function stateOf(child: Child): ChildState {
  return peek(child);
}

/** As Python names them: "Process-1", "Process-1:2", "Crawler-3". */
function defaultName(child: object, numbers: readonly number[]): string {
  return `${child.constructor.name}-${numbers.join(":")}`;
}

function checkedName(name: unknown): string {
  if (typeof name === "string") return name;
  throw new MisuseError(`a name must be a string, not ${inspect(name)}`);
}
