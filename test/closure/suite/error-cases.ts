import { Cases } from "./case.ts";
import { helper, Base } from "./helper.ts";

const cases = new Cases();
export const errorCases: Cases = cases;

const salt: string = "x";

class OwnError extends Error {
  code: number;

  constructor(message: string, code: number) {
    super(message);
    this.name = "OwnError";
    this.code = code;
  }
}

class Dog extends Base {
  readonly #tricks: string[] = [];

  override hi(): string {
    return super.hi() + "/" + this.#tricks.join("+");
  }
}

function fact(n: number): number {
  return n <= 1 ? 1 : n * fact(n - 1);
}

cases.ok(
  "an error of the user's own class",
  async (w) => {
    try {
      await w.run(() => {
        throw new OwnError("boom", 7);
      });
    } catch (error) {
      return error instanceof OwnError && [error.message, error.code, error.name];
    }
    return "no error";
  },
  ["boom", 7, "OwnError"],
);
cases.ok(
  "the stack of an error names file and line",
  async (w) => {
    try {
      await w.run(() => {
        const deep = (): never => {
          throw new Error("THE LINE");
        };
        return deep();
      });
    } catch (error) {
      const { stack = "" } = error as Error;
      return /error-cases\.\w+:(\d+)/.exec(stack)?.[1] ?? stack;
    }
    return "no error";
  },
  "THE LINE",
);
cases.ok(
  "a function that a worker sends to a worker of its own",
  (w) => {
    const k = 7;
    return w.run(async () => {
      const { openHarness } = await import("./harness.ts");
      const inner = openHarness();
      const z = 2;
      const result = await inner.run(
        (x: number) => helper(salt + x * k * z) + new Dog("n").hi() + fact(3),
        3,
      );
      await inner.close();
      return result;
    });
  },
  "H:X42hi n/6",
);
cases.ok(
  "an error of a worker's own worker keeps its line",
  async (w) => {
    try {
      await w.run(async () => {
        const { openHarness } = await import("./harness.ts");
        const inner = openHarness();
        try {
          return await inner.run(() => {
            throw new OwnError("THE OTHER LINE", 1);
          });
        } finally {
          await inner.close();
        }
      });
    } catch (error) {
      const { stack = "" } = error as Error;
      return error instanceof OwnError && (/error-cases\.\w+:(\d+)/.exec(stack)?.[1] ?? stack);
    }
    return "no error";
  },
  "THE OTHER LINE",
);
