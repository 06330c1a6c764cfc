import { Cases } from "./case.ts";
import { sharedCounter } from "./harness.ts";

const cases = new Cases();
export const dataCases: Cases = cases;

const tag: unique symbol = Symbol("tag");

const settings = {
  port: 80,
  nested: { list: [1, 2, 3] },
  url(): string {
    return "p" + this.port;
  },
  get double(): number {
    return this.port * 2;
  },
};

cases.ok(
  "an object with methods and a getter",
  (w) => w.run(() => [settings.url(), settings.double, settings.nested.list.length]),
  ["p80", 160, 3],
);
cases.ok(
  "kinds of data",
  (w) => {
    const data = {
      map: new Map([[1, { a: [1] }]]),
      set: new Set([1]),
      date: new Date(5),
      pattern: /x/g,
      floats: new Float64Array([1.5]),
      big: 10n,
      none: null,
      missing: undefined,
      odd: Number.NaN,
    };
    return w.run(() => [
      data.map.get(1)?.a[0],
      data.set.has(1),
      data.date.getTime(),
      data.pattern.flags,
      data.floats[0],
      data.big,
      data.none,
      data.missing,
      data.odd,
    ]);
  },
  [1, true, 5, "g", 1.5, 10n, null, undefined, Number.NaN],
);
cases.ok(
  "data that contains itself",
  (w) => {
    interface Loop {
      a: number;
      self?: Loop;
      f?: () => number;
    }
    const loop: Loop = { a: 1 };
    loop.self = loop;
    loop.f = () => loop.a;
    return w.run(() => [loop.self?.self === loop, loop.f?.()]);
  },
  [true, 1],
);
cases.ok(
  "a Buffer",
  (w) => {
    const bytes = Buffer.from("hey");
    return w.run(() => [Buffer.isBuffer(bytes), bytes.toString("hex")]);
  },
  [true, "686579"],
);
cases.ok(
  "a URL",
  (w) => {
    const url = new URL("http://a/b?c=1");
    return w.run(() => url.searchParams.get("c"));
  },
  "1",
);
cases.ok(
  "an object without a prototype, and symbols",
  (w) => {
    const bare = Object.create(null) as Record<string | symbol, number>;
    const registered = Symbol.for("k");
    bare["a"] = 1;
    bare[registered] = 2;
    const tagged = { [tag]: 3 };
    return w.run(() => [Object.getPrototypeOf(bare), bare["a"], bare[registered], tagged[tag]]);
  },
  [null, 1, 2, 3],
);
cases.ok(
  "a handle on shared memory",
  async (w) => {
    const counter = sharedCounter();
    await w.run(() => counter.add(5));
    await w.run(() => counter.add(6));
    return counter.value;
  },
  11,
);
cases.ok(
  "the environment of the process, taken out of it",
  (w) => {
    const { env } = process;
    return w.run(() => typeof env["PATH"]);
  },
  "string",
);
cases.ok(
  "this at the top of a file isn't ours",
  (w) => w.run(() => typeof this === "undefined" || this === globalThis),
  true,
);
