/** What the compiler finds by itself about managers and proxies, and what it refuses. Never run. */
import {
  defineManager,
  type DictProxy,
  type JoinableQueueProxy,
  type EventProxy,
  type IteratorProxy,
  type ListProxy,
  type LockProxy,
  Manager,
  type ManagerOf,
  type ObjectProxy,
  type ProxyOf,
  type QueueProxy,
  type NamespaceProxy,
  remote,
  type RemoteGuard,
  type ValueProxy,
  type SetProxy,
  type ServedArray,
  type ServedBarrier,
  type ServedCondition,
  ServedDict,
  type ServedEvent,
  ServedList,
  type ServedLock,
  ServedNamespace,
  type ServedQueue,
  type ServedRLock,
  type ServedSemaphore,
  ServedSet,
  ServedValue,
  type ArrayProxy,
  type BarrierProxy,
  type ConditionProxy,
  type PoolProxy,
  type RLockProxy,
  type SemaphoreProxy,
  single,
  syncManager,
} from "../../src/manager.ts";
import { Dict, PythonSet } from "../../src/connection.ts";
import type { AsyncResult, Pool, Queue as SharedQueue, ThreadPool } from "../../src/index.ts";
import { type Condition, type Event, JoinableQueue, Lock, Queue } from "../../src/task.ts";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where A and B are the same type. */
function same<A, B>(_proof: Same<A, B>): void {}

class Counter {
  total: number;
  constructor(start: number) {
    this.total = start;
  }
  add(by: number): number {
    this.total += by;
    return this.total;
  }
  async later(text: string): Promise<string> {
    return text;
  }
  _hidden(): void {}
}

const definition = defineManager({
  tasks: single(() => new Queue<number>()),
  results: single(() => new JoinableQueue<string>()),
  counter: (start: number) => new Counter(start),
  ages: { create: () => new Map<string, number>() },
  names: () => ["ada"],
  seen: () => new Set<string>(),
  settings: () => ({ rate: 1, burst: 2 }),
  lock: single(() => new Lock()),
  python: remote<Counter, [start?: number]>(),
  shared: remote<SharedQueue<boolean>>(),
});

export async function connected(): Promise<void> {
  const manager = await definition.connect({ address: "127.0.0.1:5000", authkey: "abc" });
  const tasks = await manager.tasks();
  same<typeof tasks, QueueProxy<number>>(true);
  same<Awaited<ReturnType<typeof tasks.get>>, number>(true);
  const results = await manager.results();
  same<typeof results, JoinableQueueProxy<string>>(true);
  const counter = await manager.counter(1);
  same<typeof counter, ObjectProxy<Counter>>(true);
  same<Awaited<ReturnType<typeof counter.add>>, number>(true);
  same<Awaited<ReturnType<typeof counter.later>>, string>(true);
  same<Awaited<ReturnType<typeof manager.ages>>, DictProxy<string, number>>(true);
  same<Awaited<ReturnType<typeof manager.names>>, ListProxy<string>>(true);
  same<Awaited<ReturnType<typeof manager.seen>>, SetProxy<string>>(true);
  const settings = await manager.settings();
  same<typeof settings, DictProxy<"rate" | "burst", number>>(true);
  same<Awaited<ReturnType<typeof manager.lock>>, LockProxy>(true);
  await manager.python();
  await manager.python(1);
  same<Awaited<ReturnType<typeof manager.shared>>, QueueProxy<boolean>>(true);

  const work = async (other: ManagerOf<typeof definition>): Promise<void> => {
    const again = await other.tasks();
    same<typeof again, QueueProxy<number>>(true);
  };
  await work(manager);

  // @ts-expect-error -- a queue of numbers
  await tasks.put("text");
  // @ts-expect-error -- there is no such name
  void manager.nothing;
  // @ts-expect-error -- it takes a number
  await manager.counter("a");
  // @ts-expect-error -- it takes an argument
  await manager.counter();
  // @ts-expect-error -- it takes one at most
  await manager.python(1, 2);
  // @ts-expect-error -- attributes can't be reached
  void counter.total;
  // @ts-expect-error -- names that begin with "_" aren't exposed
  void counter._hidden;
  // @ts-expect-error -- only who has started a manager shuts it down
  void manager.shutdown;
  // @ts-expect-error -- an address is needed
  await definition.connect({});
  // @ts-expect-error -- it makes something
  single(1);
}

class Branch {
  readonly #counters = new Map<string, Counter>();
  open(name: string): Counter {
    return this.find(name) ?? new Counter(0);
  }
  find(name: string): Counter | undefined {
    return this.#counters.get(name);
  }
  async *names(): AsyncGenerator<string> {
    yield* this.#counters.keys();
  }
  totals(): Map<string, number> {
    return new Map();
  }
  age(name: string): number | undefined {
    return name.length;
  }
  parent(): Branch {
    return this;
  }
}

const branches = syncManager.extend({
  branch: single(() => new Branch(), {
    methodToTypeid: {
      open: "counter",
      find: "counter",
      names: "lines",
      totals: "dict",
      parent: "other",
    },
  }),
  counter: (start: number) => new Counter(start),
  lines: function* (): Generator<number, string> {
    yield 1;
    return "";
  },
  pairs: () => new Map<string, number>().entries(),
  other: { create: () => new Branch(), methodToTypeid: { open: "counter", parent: "other" } },
});

export async function resultsThatStay(): Promise<void> {
  const manager = await branches.start();
  const branch = await manager.branch();
  const counter = await branch.open("a");
  same<typeof counter, ObjectProxy<Counter>>(true);
  const found = await branch.find("a");
  same<typeof found, ObjectProxy<Counter> | null>(true);
  for await (const name of await branch.names()) same<typeof name, string>(true);
  same<Awaited<ReturnType<typeof branch.totals>>, DictProxy<string, number>>(true);
  same<Awaited<ReturnType<typeof manager.lines>>, IteratorProxy<number>>(true);
  for await (const pair of await manager.pairs()) same<typeof pair, [string, number]>(true);
  const parent = await (await (await branch.parent()).parent()).open("a");
  same<typeof parent, ObjectProxy<Counter>>(true);
  const age = await branch.age("a");
  same<typeof age, number | null>(true);
  same<Awaited<ReturnType<ObjectProxy<{ go(): void }>["go"]>>, void>(true);

  // @ts-expect-error -- it stays on the server, so everything takes time
  const _total: number = counter.add(1);
  // @ts-expect-error -- there may be none
  void found.add(1);
  // @ts-expect-error -- it has no such method
  single(() => new Branch(), { methodToTypeid: { opne: "counter" } });
}

export async function synchronised(): Promise<void> {
  const manager = await syncManager.connect({ address: "/tmp/manager" });
  const started: Manager = await Manager();
  same<ReturnType<typeof started.Event>, Promise<EventProxy>>(true);
  const list = await manager.list([1, 2]);
  same<typeof list, ListProxy<number>>(true);
  const ages = await manager.dict({ ada: 36 });
  same<typeof ages, DictProxy<string, number>>(true);
  const pairs = await manager.dict<number, string>([[1, "a"]]);
  same<Awaited<ReturnType<typeof pairs.entries>>, [number, string][]>(true);
  const space = await manager.Namespace({ x: 1, name: "a" });
  await space.increment("x");
  const guard = await (await manager.Lock()).acquire({ timeout: 10 });
  same<typeof guard, RemoteGuard>(true);
  for await (const item of list) same<typeof item, number>(true);
  for await (const entry of ages) same<typeof entry, [string, number]>(true);
  const sum = await ages.transaction(async (held) => {
    await held.set("ada", 37);
    return "done" as const;
  });
  same<typeof sum, "done">(true);

  // @ts-expect-error -- texts aren't numbers
  await list.append("text");
  // @ts-expect-error -- it has no such name
  await space.get("y");
  // @ts-expect-error -- a text has no sum
  await space.increment("name");
  // @ts-expect-error -- everything takes time
  const _size: number = list.length();
}

const served = defineManager({
  rates: () => new ServedNamespace({ rate: 1, name: "a" }),
  names: () => new ServedList(["ada"]),
  seen: () => new ServedSet(new PythonSet([1])),
  ages: () => new ServedDict(new Dict([["ada", 36]])),
  count: () => new ServedValue("i", 0),
});

export async function servedTypes(): Promise<void> {
  const manager = await served.start();
  const rates = await manager.rates();
  same<typeof rates, NamespaceProxy<{ rate: number; name: string }>>(true);
  same<Awaited<ReturnType<typeof manager.names>>, ListProxy<string>>(true);
  same<Awaited<ReturnType<typeof manager.seen>>, SetProxy<number>>(true);
  same<Awaited<ReturnType<typeof manager.ages>>, DictProxy<string, number>>(true);
  same<Awaited<ReturnType<typeof manager.count>>, ValueProxy<number>>(true);
}

export function proxies(): void {
  same<ProxyOf<Event>["wait"] extends () => Promise<true> ? true : false, true>(true);
  same<ProxyOf<Condition>["notifyAll"], () => Promise<void>>(true);
  same<ProxyOf<Record<string, Date>>, DictProxy<string, Date>>(true);
  same<ProxyOf<ServedNamespace>, NamespaceProxy>(true);
  same<ProxyOf<ServedValue>, ValueProxy>(true);
  same<ProxyOf<ServedList>, ListProxy>(true);
  same<ProxyOf<ServedQueue<Counter>>, JoinableQueueProxy<Counter>>(true);
  same<ProxyOf<ServedQueue>, JoinableQueueProxy>(true);
  same<ProxyOf<ServedList<number>>, ListProxy<number>>(true);
  same<ProxyOf<ServedSet<string>>, SetProxy<string>>(true);
  same<ProxyOf<ServedDict<string, number>>, DictProxy<string, number>>(true);
  same<ProxyOf<ServedDict>, DictProxy>(true);
  same<ProxyOf<ServedNamespace<{ rate: number }>>, NamespaceProxy<{ rate: number }>>(true);
  same<ProxyOf<ServedValue<number>>, ValueProxy<number>>(true);
  same<ProxyOf<ServedArray>, ArrayProxy>(true);
  same<ProxyOf<ServedLock>, LockProxy>(true);
  same<ProxyOf<ServedRLock>, RLockProxy>(true);
  same<ProxyOf<ServedSemaphore>, SemaphoreProxy>(true);
  same<ProxyOf<ServedEvent>, EventProxy>(true);
  same<ProxyOf<ServedCondition>, ConditionProxy>(true);
  same<ProxyOf<ServedBarrier>, BarrierProxy>(true);
  same<ProxyOf<Pool>, PoolProxy>(true);
  same<ProxyOf<ThreadPool>, PoolProxy>(true);
  same<ProxyOf<unknown>, ObjectProxy<unknown>>(true);
}

export async function pools(pool: PoolProxy): Promise<void> {
  const sum = await pool.apply((a: number, b: number) => a + b, [1, 2]);
  same<typeof sum, number>(true);
  const texts = await pool.map((item: number) => String(item), [1, 2]);
  same<typeof texts, string[]>(true);
  const handle = pool.applyAsync(async (text: string) => text.length, ["abc"]);
  same<typeof handle, AsyncResult<number>>(true);
  for await (const each of pool.imap((item: number) => [item], [1]))
    same<typeof each, number[]>(true);
  const root = await pool.apply<number>("math.sqrt", [4]);
  same<typeof root, number>(true);
  // @ts-expect-error the function takes a number
  await pool.apply((a: number) => a, ["text"]);
  // @ts-expect-error the items are texts
  await pool.map((item: number) => item, ["text"]);
}

export async function proxiesAsArguments(
  shelf: ObjectProxy<{ keep(counter: Counter, label?: string): void }>,
  counter: ObjectProxy<Counter>,
): Promise<void> {
  await shelf.keep(counter);
  await shelf.keep(counter, "first");
  // @ts-expect-error a label is a text, and so no proxy
  await shelf.keep(counter, counter);
}
