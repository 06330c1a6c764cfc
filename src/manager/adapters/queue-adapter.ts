import { TimeoutError } from "../../errors.ts";
import type { WaitOptions } from "../../task/wait.ts";
import { exposedMethods, type ServedKind } from "../exposed.ts";
import { MethodTable } from "../served/method-table.ts";
import { truthy } from "../served/parameters.ts";
import { queueEmpty, queueFull, valueError } from "../served/raise.ts";
import { milliseconds } from "../served/seconds.ts";
import type { Call } from "../served/call.ts";
import { ServedByTable } from "../served/served.ts";
import { Recallable, type Wait } from "../served/wait.ts";
import { cancellable } from "./cancellable.ts";
import { naturalArgument } from "./natural.ts";

/** What the queues of the library have in common, those of one event loop and those that threads share. */
export interface HostQueue {
  readonly size: number;
  readonly empty: boolean;
  readonly full: boolean;
  put(item: unknown, options?: WaitOptions): Promise<void>;
  tryPut(item: unknown): void;
  get(options?: WaitOptions): Promise<unknown>;
  tryGet(): unknown;
  shutdown(options?: { readonly immediate?: boolean | undefined }): void;
}

/** What counts what is still to be done, too. */
export interface HostJoinableQueue extends HostQueue {
  taskDone(): void;
  join(options?: WaitOptions): Promise<void>;
}

/**
 * A queue of this program, served as Python's. Items are natural values of JavaScript, for this program puts and takes
 * them, too: a float 2.0 comes out as the int 2. An item whose receiver has gone is put in again, at the end.
 */
export class QueueAdapter extends ServedByTable<QueueAdapter> {
  readonly kind: ServedKind = "joinable-queue";
  readonly exposed: readonly string[] = exposedMethods["joinable-queue"];
  protected readonly table: MethodTable<QueueAdapter> = methods;
  protected readonly self: QueueAdapter = this;
  readonly queue: HostQueue;
  readonly counting: HostJoinableQueue | undefined;

  constructor(queue: HostQueue, counting?: HostJoinableQueue) {
    super();
    this.queue = queue;
    this.counting = counting;
  }

  put(item: unknown, limit: number | undefined): Wait | null {
    const { queue } = this;
    if (limit === 0 || !queue.full) {
      queue.tryPut(item);
      return null;
    }
    return cancellable({
      begin: (signal) => queue.put(item, { timeout: limit, signal }),
      returns: () => null,
      rescues: (error) => {
        if (error instanceof TimeoutError) throw queueFull();
      },
    });
  }

  get(limit: number | undefined): Wait | Recallable {
    const { queue } = this;
    if (limit === 0 || !queue.empty) return this.#recallable(queue.tryGet());
    return cancellable({
      begin: (signal) => queue.get({ timeout: limit, signal }),
      returns: (item) => this.#recallable(item),
      undo: (item) => this.#putBack(item),
      rescues: (error) => {
        if (error instanceof TimeoutError) throw queueEmpty();
      },
    });
  }

  override repr(): string {
    return `<queue.Queue object with ${this.queue.size} items>`;
  }

  #recallable(item: unknown): Recallable {
    return new Recallable(item, () => this.#putBack(item));
  }

  #putBack(item: unknown): void {
    // Nobody is left to be told when the queue is shut down or full.
    this.queue.put(item).catch(() => {});
  }
}

function limitOf(block: unknown, timeout: unknown): number | undefined {
  if (!truthy(block)) return 0;
  const limit = milliseconds(timeout);
  if (limit !== undefined && limit < 0) throw valueError("'timeout' must be a non-negative number");
  return limit;
}

function put(self: QueueAdapter, [item, block, timeout]: readonly unknown[], call: Call): unknown {
  return self.put(naturalArgument(item, { at: 0, name: "item" }, call), limitOf(block, timeout));
}

function countingOf({ counting: queue }: QueueAdapter): HostJoinableQueue {
  if (queue === undefined) throw valueError("task_done() called too many times");
  return queue;
}

const methods: MethodTable<QueueAdapter> = new MethodTable<QueueAdapter>("Queue")
  .method("put item block=True timeout=None", put)
  .method("put_nowait item", (self, [item], call) => put(self, [item, false, null], call))
  .method("get block=True timeout=None", (self, [block, timeout]) =>
    self.get(limitOf(block, timeout)),
  )
  .method("get_nowait", (self) => self.get(0))
  .method("qsize", (self) => self.queue.size)
  .method("empty", (self) => self.queue.empty)
  .method("full", (self) => self.queue.full)
  .method("task_done", (self) => {
    countingOf(self).taskDone();
    return null;
  })
  .method("join", (self) =>
    cancellable({ begin: (signal) => countingOf(self).join({ signal }), returns: () => null }),
  )
  .method("shutdown immediate=False", (self, [immediate]) => {
    self.queue.shutdown({ immediate: truthy(immediate) });
    return null;
  });
