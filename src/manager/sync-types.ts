import { Pool as ProcessPool } from "../pool/pool.ts";
import { Float } from "../pickle/float.ts";
import { PoolAdapter } from "./adapters/pool-adapter.ts";
import { itemsOf } from "./served/items-of.ts";
import type { OwnableLock } from "./served/ownable.ts";
import { ABSENT, parseParameters } from "./served/parameters.ts";
import { typeError } from "./served/raise.ts";
import { milliseconds } from "./served/seconds.ts";
import { ServedArray } from "./served/served-array.ts";
import { ServedBarrier } from "./served/served-barrier.ts";
import { ServedCondition } from "./served/served-condition.ts";
import { ServedDict } from "./served/served-dict.ts";
import { ServedEvent } from "./served/served-event.ts";
import { ServedList } from "./served/served-list.ts";
import { ServedLock } from "./served/served-lock.ts";
import { ServedNamespace } from "./served/served-namespace.ts";
import { ServedQueue } from "./served/served-queue.ts";
import { ServedRLock } from "./served/served-rlock.ts";
import { ServedSemaphore } from "./served/served-semaphore.ts";
import { ServedSet } from "./served/served-set.ts";
import { ServedValue } from "./served/served-value.ts";
import type { Served } from "./served/served.ts";
import type { PythonType } from "./served-types.ts";
import { PythonSet } from "../pickle/python-set.ts";
import { ProxyReference } from "./serving/proxy-reference.ts";

type Make = (args: readonly unknown[], kwds: ReadonlyMap<string, unknown> | undefined) => Served;

/** The types of Python's SyncManager, which its `multiprocessing.Manager()` and ours serve. */
export const syncTypes: Readonly<Record<string, PythonType>> = Object.freeze({
  Queue: type("Queue maxsize=0", ([size]) => new ServedQueue(size)),
  JoinableQueue: type("Queue maxsize=0", ([size]) => new ServedQueue(size)),
  Event: type("Event", () => new ServedEvent()),
  Lock: type("lock", () => new ServedLock()),
  RLock: type("RLock", () => new ServedRLock()),
  Semaphore: type("Semaphore value=1", ([value]) => new ServedSemaphore(value)),
  BoundedSemaphore: type(
    "BoundedSemaphore value=1",
    ([value]) => new ServedSemaphore(value, { bounded: true }),
  ),
  Condition: type("Condition lock=None", ([lock]) =>
    lock === null ? new ServedCondition() : new ServedCondition(lockOf(lock)),
  ),
  Barrier: type("Barrier parties action=None timeout=None", ([parties, action, timeout]) => {
    if (action !== null) throw typeError("the action of a barrier can't come from a client");
    milliseconds(timeout);
    return new ServedBarrier(parties, { timeout });
  }),
  list: type(
    "list iterable? /",
    ([items]) => new ServedList(items === ABSENT ? [] : itemsOf(items)),
  ),
  dict: type("dict other? **", ([other], kwds) => {
    const dict = new ServedDict();
    dict.update(other, kwds);
    return dict;
  }),
  set: type(
    "set iterable? /",
    ([items]) => new ServedSet(new PythonSet(items === ABSENT ? [] : itemsOf(items))),
  ),
  Namespace: type("Namespace **", (_args, kwds) => new ServedNamespace(kwds)),
  Value: type(
    "Value typecode value lock=True",
    ([typecode, value]) => new ServedValue(typecode, value),
  ),
  Array: type(
    "Array typecode sequence lock=True",
    ([typecode, items]) => new ServedArray(typecode, items),
  ),
  Pool: type(
    "Pool processes=None",
    ([workers]) => new PoolAdapter(poolOf(workers), { owned: true }),
  ),
});

function type(signature: string, make: Make): PythonType {
  const [name = "", ...texts] = signature.split(" ");
  const parameters = parseParameters(name, texts);
  return {
    kind: "python",
    make: (args, kwds) => make(parameters.bind({ args, kwds }), kwds),
  };
}

function poolOf(workers: unknown): ProcessPool {
  if (workers === null) return new ProcessPool();
  const count = workers instanceof Float ? workers.value : workers;
  if (typeof count !== "number") throw typeError("the number of workers of a Pool is an int");
  return new ProcessPool(count);
}

/** A lock of the same server, which a Condition is made with. */
function lockOf(reference: unknown): OwnableLock {
  const served = reference instanceof ProxyReference ? reference.object?.served : undefined;
  if (served instanceof ServedLock || served instanceof ServedRLock) return served;
  throw typeError("the lock of a Condition is a Lock or an RLock of the same manager");
}
