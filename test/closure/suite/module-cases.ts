import path from "node:path";
import * as util from "node:util";
import { parse, tokenizer } from "acorn";
import progress from "cli-progress";
import { Cases } from "./case.ts";
import twice, { arrow, count, helper, makeClosure, table } from "./helper.ts";
import * as everything from "./helper.ts";

const cases = new Cases();
export const moduleCases: Cases = cases;

const { max } = Math;
const { keys } = Object;
const salt: string = "x";

cases.ok(
  "the default import of a built-in module",
  (w) => w.run(() => path.posix.join("a", salt)),
  "a/x",
);
cases.ok(
  "the namespace of a built-in module",
  (w) => w.run(() => util.inspect({ a: 1 })),
  "{ a: 1 }",
);
cases.ok("a named import of a file", (w) => w.run(() => helper("q")), "H:Q");
cases.ok("the default import of a file", (w) => w.run(() => twice(21)), 42);
cases.ok(
  "the namespace of a file",
  (w) => w.run(() => everything.helper("n") + everything.default(2) + everything.arrow(1)),
  "H:N41001",
);
cases.ok("an imported function itself", (w) => w.run(helper, "dd"), "H:DD");
cases.ok("an imported arrow function itself", (w) => w.run(arrow, 1), 1001);
cases.ok("a default export itself", (w) => w.run(twice, 4), 8);
cases.ok(
  "functions in an imported object",
  (w) => w.run((x: number) => table.inc(x) + table.dec(x), 5),
  10,
);
cases.ok("a closure that another file has made", (w) => w.run(makeClosure(7), "u"), "H:U7b");
cases.ok(
  "named imports of a package of ES modules",
  (w) =>
    w.run(() => {
      const { length } = [...tokenizer("a+b", { ecmaVersion: 2020 })];
      return length + parse("a+b", { ecmaVersion: 2020 }).body.length;
    }),
  4,
);
cases.ok(
  "the default import of a CommonJS package",
  (w) =>
    w.run(() => typeof progress.SingleBar + String(progress.Format.ValueFormat(5, {}, "total"))),
  "function5",
);
cases.ok(
  "a function of a package, captured",
  (w) => w.run((text: string) => parse(text, { ecmaVersion: 2020 }).type, "x"),
  "Program",
);
cases.ok(
  "a function of a package itself",
  async (w) => ((await w.run(parse, "x", { ecmaVersion: 2020 })) as { type: string }).type,
  "Program",
);
cases.ok(
  "import() of a file",
  (w) => w.run(async () => (await import("./helper.ts")).arrow(3)),
  1003,
);
cases.ok(
  "import() of a built-in module and of a package",
  (w) => w.run(async () => [(await import("node:os")).EOL, typeof (await import("acorn")).parse]),
  ["\n", "function"],
);
cases.ok("functions of the language", (w) => w.run(() => [max(1, 9), keys({ a: 1 })]), [9, ["a"]]);
cases.ok(
  "the state of an imported file stays in the worker",
  async (w) => {
    const add = (): number => {
      helper("1");
      return count();
    };
    const first = (await w.run(add)) as number;
    return ((await w.run(add)) as number) > first;
  },
  true,
);
