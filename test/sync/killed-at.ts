const operations = [
  "load",
  "store",
  "exchange",
  "compareExchange",
  "add",
  "sub",
  "and",
  "or",
] as const;

class Killed extends Error {}

/**
 * Runs `act` as a thread that is killed before its atomic operation number `step`, the first being 0: neither that one
 * nor any later one takes place. False when it was through before.
 */
export function killedAt(step: number, act: () => void): boolean {
  const originals = operations.map((name) => Reflect.get(Atomics, name));
  let done = 0;
  for (const [index, name] of operations.entries()) {
    Reflect.set(Atomics, name, (...args: readonly unknown[]): unknown => {
      if (done >= step) throw new Killed();
      done += 1;
      // They are all functions.
      const result: unknown = Reflect.apply(originals[index] as () => unknown, Atomics, args);
      return result;
    });
  }
  try {
    act();
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  } finally {
    for (const [index, name] of operations.entries()) Reflect.set(Atomics, name, originals[index]);
  }
}
