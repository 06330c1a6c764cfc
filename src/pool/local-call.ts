import { isFunctionReference, specifierOf } from "../closure/reference.ts";
import { MisuseError, TimeoutError } from "../errors.ts";
import type { Alarm } from "../task/clock.ts";
import { Task } from "../task/task.ts";
import type { TaskWatcher, WatchedTask } from "../task/task-watcher.ts";
import { expireAfter } from "../task/time-limit.ts";
import type { Counters } from "./counters.ts";
import type { CallOptions } from "./options.ts";
import type { Target } from "./target.ts";

/** Any function that a pool of coroutines can run. */
export type LocalTarget = Target<never[], unknown>;

/** What a {@link LocalCall} runs, and who hears how it ends. */
export interface LocalOrder {
  readonly target: LocalTarget;
  readonly args: readonly unknown[];
  readonly options: CallOptions;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Where it runs. */
export interface LocalPlace {
  readonly counters: Counters;
  /** What has to be awaited before anything runs. */
  readonly ready: Promise<unknown> | undefined;
  /** The call doesn't run any more: its place is free. */
  freed(call: LocalCall): void;
}

/** The task of a call: what it reports goes to the caller's `progress`. */
class CallTask extends Task<unknown> {
  readonly #progress: ((value: unknown) => void) | undefined;

  constructor(watcher: TaskWatcher, progress: ((value: unknown) => void) | undefined) {
    // A call belongs to the pool, not to the task that makes it.
    super(undefined, watcher);
    this.#progress = progress;
  }

  override report(value: unknown): void {
    this.#progress?.(value);
  }
}

/** One call in this event loop: waits for its place, runs once or more often, and is settled once. */
export class LocalCall implements TaskWatcher {
  readonly priority: number;
  readonly #order: LocalOrder;
  readonly #place: LocalPlace;
  #task: CallTask | undefined = undefined;
  #limit: Alarm | undefined = undefined;
  #retries: number;
  #isSettled = false;
  #stopObeying: (() => void) | undefined = undefined;

  constructor(order: LocalOrder, place: LocalPlace) {
    this.#order = order;
    this.#place = place;
    this.priority = order.options.priority ?? 0;
    this.#retries = order.options.retries ?? 0;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Is cancelled when `signal` aborts. */
  obey(signal: AbortSignal): void {
    const abort = (): void => void this.cancel(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    this.#stopObeying = () => signal.removeEventListener("abort", abort);
  }

  begin(): void {
    const { target, args, options } = this.#order;
    const task = new CallTask(this, options.progress);
    this.#task = task;
    const { timeout } = options;
    if (timeout !== undefined) this.#limit = expireAfter(timeout, () => this.#expire(timeout));
    task.begin(runToEnd, [this.#place.ready, target, args]);
  }

  /** Rejects it with `reason` and asks what runs to end; until it has, its place isn't free. */
  cancel(reason: unknown): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.#stopObeying?.();
    this.#place.counters.cancelled++;
    this.#order.reject(reason);
    if (this.#task === undefined) this.#place.freed(this);
    else this.#task.cancel(reason);
    return true;
  }

  ended({ outcome }: WatchedTask): void {
    this.#limit?.cancel();
    const isRetried = outcome?.ok === false && !this.#isSettled && this.#retries > 0;
    if (isRetried) {
      this.#retries--;
      this.#place.counters.retried++;
      this.begin();
      return;
    }
    if (!this.#isSettled) this.#settle(outcome);
    this.#place.freed(this);
  }

  #settle(outcome: WatchedTask["outcome"]): void {
    this.#isSettled = true;
    this.#stopObeying?.();
    if (outcome?.ok === true) {
      this.#place.counters.completed++;
      this.#order.resolve(outcome.value);
    } else {
      this.#place.counters.failed++;
      this.#order.reject(outcome?.error);
    }
  }

  #expire(timeout: number): void {
    const error = new TimeoutError(`the call took longer than ${timeout} ms`, timeout);
    if (this.#retries > 0) this.#task?.cancel(error);
    else this.cancel(error);
  }
}

/** Runs a function; a generator that it gives is run to its end, as in every pool. */
async function runToEnd(
  ready: Promise<unknown> | undefined,
  target: LocalTarget,
  args: readonly unknown[],
): Promise<unknown> {
  if (ready !== undefined) await ready;
  const body = isFunctionReference(target) ? await imported(target) : target;
  // The pool's methods have checked the arguments against the function's parameters.
  const value: unknown = await body(...(args as never[]));
  if (!isGenerator(value)) return value;
  const items: unknown[] = [];
  for await (const item of value) items.push(item);
  return items;
}

async function imported(
  reference: Extract<LocalTarget, { readonly module: unknown }>,
): Promise<(...args: never[]) => unknown> {
  // What a module exports can be anything; what isn't a function is refused.
  const exports = (await import(specifierOf(reference))) as Readonly<Record<string, unknown>>;
  const named = exports[reference.name];
  if (typeof named === "function")
    return (...args): unknown => Reflect.apply(named, undefined, args);
  throw new MisuseError(`${String(reference.module)} exports no function '${reference.name}'`);
}

function isGenerator(value: unknown): value is AsyncGenerator<unknown> | Generator<unknown> {
  const tag = Object.prototype.toString.call(value);
  return tag === "[object Generator]" || tag === "[object AsyncGenerator]";
}
