import { createHash } from "node:crypto";
import { Cases } from "./case.ts";
import { helper } from "./helper.ts";

const cases = new Cases();
export const functionCases: Cases = cases;

const salt: string = "x";
let changing: number = 1;

function top(text: string): string {
  return helper(salt + text);
}

function fact(n: number): number {
  return n <= 1 ? 1 : n * fact(n - 1);
}

const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2));

function isEven(n: number): boolean {
  return n === 0 ? true : isOdd(n - 1);
}

function isOdd(n: number): boolean {
  return n === 0 ? false : isEven(n - 1);
}

async function sleepy(n: number): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve));
  return n + changing;
}

function* generate(n: number): Generator<number> {
  for (let i = 0; i < n; i++) yield i * salt.length;
}

async function* generateLater(n: number): AsyncGenerator<number> {
  for (let i = 0; i < n; i++) {
    await null;
    yield i + 1;
  }
}

const memo = Object.assign((n: number): number => memo.cache.get(n) ?? -1, {
  cache: new Map([[1, 11]]),
});

const operations: Record<"add" | "multiply", (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  multiply(a, b) {
    return a * b;
  },
};

cases.ok("nothing captured", (w) => w.run((a: number) => a + 1, 1), 2);
cases.ok(
  "an import, a function that captures, and a local constant",
  (w) => {
    const factor = 3;
    return w.run(
      (s: string) => createHash("sha256").update(top(s)).digest("hex").length * factor,
      "a",
    );
  },
  192,
);
cases.ok("a local constant and a parameter", (w) => ((p: number) => withLocals(w, p))(10), 16);

function withLocals(
  w: Parameters<(typeof cases.list)[number]["run"]>[0],
  p: number,
): Promise<unknown> {
  const k = 5;
  return w.run((a: number) => a + k + p, 1);
}

cases.ok("a constant of the file", (w) => w.run(() => salt + "!"), "x!");
cases.ok(
  "a variable of the file as it is now",
  async (w) => {
    changing = 41;
    const first = await w.run(() => changing + 1);
    changing = 2;
    return [first, await w.run(() => changing + 1)];
  },
  [42, 3],
);
cases.ok(
  "the same function after the variable has changed",
  async (w) => {
    const read = (): number => changing;
    changing = 5;
    const first = await w.run(read);
    changing = 6;
    const second = await w.run(read);
    changing = 1;
    return [first, second];
  },
  [5, 6],
);
cases.ok(
  "closures in closures in closures",
  (w) => {
    const make = (a: number) => (b: number) => (c: number) => a * 100 + b * 10 + c;
    return w.run(make(1)(2), 3);
  },
  123,
);
cases.ok(
  "captured closures",
  (w) => {
    const times = (k: number) => (x: number) => x * k;
    const double = times(2);
    const triple = times(3);
    return w.run((x: number) => double(x) + triple(x), 5);
  },
  25,
);
cases.ok("a declared function that calls itself", (w) => w.run(fact, 5), 120);
cases.ok("an arrow function that calls itself", (w) => w.run(fib, 10), 55);
cases.ok(
  "a function expression that calls itself",
  (w) =>
    w.run(function sum(n: number): number {
      return n ? n + sum(n - 1) : 0;
    }, 4),
  10,
);
cases.ok("functions that call each other", (w) => w.run((n: number) => [isEven(n), isOdd(n)], 7), [
  false,
  true,
]);
cases.ok(
  "an async function",
  (w) => {
    changing = 1;
    return w.run(sleepy, 3);
  },
  4,
);
cases.ok("an async arrow function", (w) => w.run(async (x: number) => (await sleepy(x)) * 2, 3), 8);
cases.ok("a generator", (w) => w.run(generate, 3), [0, 1, 2]);
cases.ok("an async generator", (w) => w.run(generateLater, 3), [1, 2, 3]);
cases.ok(
  "a captured async generator",
  (w) =>
    w.run(async () => {
      let sum = 0;
      for await (const x of generateLater(4)) sum += x;
      return sum;
    }),
  10,
);
cases.ok("a method alone", (w) => w.run(operations.multiply, 6, 7), 42);
cases.ok("an object of functions", (w) => w.run((key: "add") => operations[key](3, 4), "add"), 7);
cases.ok(
  "default parameters and patterns",
  (w) => {
    const d = 4;
    type First = { a: number; q: number };
    return w.run(
      ({ a, ...rest }: First, [b = d]: number[] = [], ...more: number[]) =>
        a + b + more.length + rest.q,
      { a: 1, q: 2 },
      undefined,
      1,
      2,
    );
  },
  9,
);
cases.ok(
  "a mix of syntax",
  (w) => {
    const tag = (parts: TemplateStringsArray, ...values: unknown[]): string =>
      parts.join("|") + values.join();
    const nothing = JSON.parse("null") as { b: string } | null;
    return w.run((start: number) => {
      let x = start;
      search: for (;;) {
        switch (x) {
          case 1:
            break search;
          default:
            x = 1;
        }
      }
      return tag`a${nothing?.b ?? salt}c` + /(\d+)\/x/u.exec("12/x")?.[1] + `${((y) => y ** 2)(3)}`;
    }, 3);
  },
  "a|cx129",
);
cases.ok(
  "a bound function",
  (w) => {
    const bound = function (this: { k: number }, a: number, b: number): number {
      return this.k + a + b;
    }.bind({ k: 100 }, 20);
    return w.run(bound, 3);
  },
  123,
);
cases.ok(
  "a function bound to the object that holds it",
  (w) => {
    class Counter {
      n = 5;
      readonly get = this.read.bind(this);
      read(): number {
        return this.n;
      }
    }
    return w.run(new Counter().get);
  },
  5,
);
cases.ok("a function with properties", (w) => w.run(() => [memo(1), memo(2)]), [11, -1]);
cases.ok(
  "functions in a Map and an array",
  (w) => {
    const map = new Map([["a", (x: number): number => x + 1]]);
    const list = [(x: number): number => x * 2, fact];
    return w.run((x: number) => list.reduce((value, f) => f(value), map.get("a")?.(x) ?? 0), 2);
  },
  720,
);
cases.ok(
  "a function as an argument",
  (w) =>
    w.run(
      (f: (x: number) => number, x: number) => f(f(x)),
      (y: number) => y + salt.length,
      1,
    ),
  3,
);
cases.ok(
  "a function as the result",
  async (w) => {
    const k = 3;
    const times = (await w.run(() => (x: number) => x * k)) as (x: number) => number;
    return times(5);
  },
  15,
);
cases.ok(
  "a function that comes back is itself",
  async (w) => {
    const f = (): number => 1;
    const result = (await w.run((g: () => number) => ({ g }), f)) as { g: unknown };
    return result.g === f;
  },
  true,
);
