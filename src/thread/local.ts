import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import { perThread } from "../per-thread.ts";
import { currentLightThread, type LightThread } from "./light-thread.ts";

/** The locals that are known here, by id. */
const known = perThread("locals", () => new Map<string, object>());
/** What this thread itself has of each, outside of light threads. */
const own = perThread("own-locals", () => new Map<string, object>());

/**
 * An object of which every thread and process has its own: what one sets, no other sees; awaits don't change that.
 * Functions that travel take it along by identity, not its contents: in each thread it begins as what `initial` returns
 * there, default: empty. Python's `threading.local`.
 *
 * A worker of a pool is one thread: what one call leaves there, the next one on the same worker finds. The tasks of a
 * thread share its locals.
 *
 * @example
 *     const school = local<{ student?: string }>();
 *     const work = (name: string) => { school.student = name; greet(); };
 *     const greet = () => console.log(`Hello, ${school.student} (in ${currentThread().name})`);
 *     for (const args of [["Alice"], ["Bob"]] as const) new Thread({ target: work, args }).start();
 */
export function local<State extends object = Record<string, unknown>>(
  initial?: () => State,
): State {
  // All that is done to it is done to a `State`.
  return create(randomUUID(), initial) as State;
}

function create(id: string, initial: (() => object) | undefined): object {
  const begin = (): object => initial?.() ?? {};
  const here = (): object => {
    const thread = currentLightThread();
    return thread === undefined ? ownState(id, begin) : stateOf(thread, id, begin);
  };
  const describe = (): HandleDescription => ({
    type: "skein.local",
    data: [id, initial],
    module: import.meta.url,
    constant: true,
  });
  const made = new Proxy(shell(here), handlerFor(here, describe));
  known.set(id, made);
  return made;
}

/** What this thread itself has, outside of light threads. */
function ownState(id: string, begin: () => object): object {
  let state = own.get(id);
  if (state === undefined) {
    state = begin();
    own.set(id, state);
  }
  return state;
}

function stateOf(thread: LightThread, id: string, begin: () => object): object {
  for (let one = thread.locals; one !== undefined; one = one.next)
    if (one.id === id) return one.state;
  const state = begin();
  // What `begin` has added meanwhile stays.
  thread.locals = { id, state, next: thread.locals };
  return state;
}

/** What the proxy stands before: for `util.inspect` alone, which looks behind proxies. */
function shell(here: () => object): object {
  return Object.defineProperty({}, inspect.custom, { value: here, configurable: true });
}

/** Does everything to the state of whoever does it. */
function handlerFor(here: () => object, describe: () => HandleDescription): ProxyHandler<object> {
  return {
    get: (_shell, key): unknown => (key === handle ? describe : Reflect.get(here(), key)),
    set: (_shell, key, value) => Reflect.set(here(), key, value),
    has: (_shell, key) => key === handle || Reflect.has(here(), key),
    deleteProperty: (_shell, key) => Reflect.deleteProperty(here(), key),
    ownKeys: () => Reflect.ownKeys(here()),
    getPrototypeOf: () => Reflect.getPrototypeOf(here()),
    getOwnPropertyDescriptor(_shell, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(here(), key);
      // A proxy may not promise that a property stays which its shell lacks.
      return descriptor && { ...descriptor, configurable: true };
    },
    defineProperty: (_shell, key, descriptor) =>
      Reflect.defineProperty(here(), key, { ...descriptor, configurable: true }),
  };
}

/** Gives this place's way to a local that has been sent to it. */
function reviveLocal(data: unknown): object {
  // As `describe` has written it.
  const [id, initial] = data as readonly [string, (() => object) | undefined];
  return known.get(id) ?? create(id, initial);
}

/** What arrives here. */
export const handles: HandleTypes = { "skein.local": reviveLocal };
