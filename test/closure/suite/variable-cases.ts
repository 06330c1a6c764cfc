import { Cases } from "./case.ts";

const cases = new Cases();
export const variableCases: Cases = cases;

const salt: string = "x";
let shared: number = 0;
const increase = (): number => ++shared;
const read = (): number => shared;

declare global {
  var userGlobal: number;
}
globalThis.userGlobal = 55;

cases.ok(
  "a variable of the file that several functions share",
  (w) => {
    shared = 10;
    return w.run(() => {
      increase();
      increase();
      return [read(), shared];
    });
  },
  [12, 12],
);
cases.ok(
  "captures are copies: nothing is written back",
  async (w) => {
    shared = 1;
    await w.run(() => {
      shared = 99;
    });
    return shared;
  },
  1,
);
cases.ok(
  "a local variable that several functions share",
  (w) => {
    let n = 5;
    const more = (): void => {
      n++;
    };
    const get = (): number => n;
    return w.run(() => {
      more();
      more();
      n++;
      return get();
    });
  },
  8,
);
cases.ok(
  "two counters of one factory",
  (w) => {
    const make = (n: number): { more(): number; get: () => number } => ({
      more() {
        return ++n;
      },
      get: () => n,
    });
    const a = make(1);
    const b = make(50);
    return w.run(() => {
      a.more();
      a.more();
      b.more();
      return [a.get(), b.get()];
    });
  },
  [3, 51],
);
cases.ok(
  "two counters of one factory that stand equal",
  (w) => {
    const make = (): { more(): number; get: () => number } => {
      let n = 0;
      return {
        more() {
          return ++n;
        },
        get: () => n,
      };
    };
    const a = make();
    const b = make();
    return w.run(() => {
      a.more();
      a.more();
      b.more();
      return [a.get(), b.get()];
    });
  },
  [2, 1],
);
cases.ok(
  "closures of a loop share the variable outside",
  (w) => {
    let n = 0;
    const steps: (() => number)[] = [];
    for (const k of [1, 2]) steps.push(() => (n += k));
    return w.run(() => {
      steps[0]?.();
      steps[1]?.();
      return n;
    });
  },
  3,
);
cases.ok(
  "variables with names that a rewriting might use itself",
  (w) => {
    const v = 4;
    const $ = 1;
    const $values = 2;
    return w.run(() => v + $ + $values);
  },
  7,
);
let replaced = function (n: number): number {
  return n;
};
replaced = (n) => n * 2;

// @ts-expect-error -- JavaScript allows it
// oxlint-disable-next-line eslint/no-func-assign -- this is what is tried
(() => (declared = (n: number) => n + 100))();

function declared(n: number): number {
  return n > 100 ? n : declared(n + 1);
}

cases.ok("functions that were replaced", (w) => w.run(() => [replaced(2), declared(1)]), [4, 101]);
cases.ok(
  "the variable of a loop",
  async (w) => {
    const list: (() => number)[] = [];
    for (let i = 0; i < 3; i++) list.push(() => i * 10);
    return Promise.all(list.map((f) => w.run(f)));
  },
  [0, 10, 20],
);
cases.ok(
  "a var that a loop assigns to",
  async (w) => {
    const results: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      var latest = i * 10;
      results.push(w.run(later));
    }
    function later(): number {
      return latest;
    }
    return Promise.all(results);
  },
  [0, 10],
);
cases.ok(
  "variables of catch clauses and blocks",
  (w) => {
    try {
      throw Object.assign(new Error("caught"), { e: 9 });
    } catch (error) {
      const { e } = error as { e: number };
      {
        const q = e + 1;
        for (const z of [q]) return w.run(() => e + q + z);
      }
    }
    return undefined;
  },
  29,
);
cases.ok(
  "names that hide others",
  (w) => {
    const salt = "inner";
    return w.run((a: string) => {
      const list = [salt];
      {
        const salt = a;
        list.push(salt);
      }
      return list.concat(((salt) => salt)("p"));
    }, "b");
  },
  ["inner", "b", "p"],
);
cases.ok("a constant of the same name", (w) => w.run(() => salt), "x");
cases.ok(
  "a global that the program has made",
  (w) => w.run(() => (globalThis.userGlobal === undefined ? userGlobal : 0)),
  55,
);
