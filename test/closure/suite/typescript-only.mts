/** What Node's own type stripping doesn't take: syntax that a compiler has to turn into code. */
import { Cases, type Case } from "./case.ts";
import { openHarness } from "./harness.ts";
import { runCases } from "./run-cases.ts";

const cases = new Cases();

enum Color {
  Red,
  Green = 5,
}

const enum Constant {
  A = 3,
}

namespace Space {
  export const v = 4;
  export function f(x: number): number {
    return x + v + Color.Green;
  }
}

class Parameters {
  constructor(
    private readonly a: number,
    public b = 2,
  ) {}

  get sum(): number {
    return this.a + this.b;
  }
}

abstract class Abstract {
  abstract half(): number;

  whole(): number {
    return this.half() * 2;
  }
}

class Concrete extends Abstract {
  declare label: string;

  half(): number {
    return 21;
  }
}

function overload(value: string): string;
function overload(value: number): number;
function overload(value: string | number): string | number {
  return value;
}

const satisfied = { a: 1 } satisfies Record<string, number>;

function logged(_: object, __: string, property: PropertyDescriptor): void {
  const original = property.value as (...args: unknown[]) => unknown;
  property.value = function (this: unknown, ...args: unknown[]): string {
    return "logged " + String(original.apply(this, args));
  };
}

class Decorated {
  @logged
  m(x: number): number {
    return x;
  }
}

cases.ok("a decorator", (w) => w.run(() => new Decorated().m(3)), "logged 3");
cases.ok("an enum", (w) => w.run(() => [Color.Red, Color[5], Constant.A]), [0, "Green", 3]);
cases.ok("a namespace", (w) => w.run(() => Space.f(1)), 10);
cases.ok("parameter properties", (w) => w.run(() => new Parameters(1).sum), 3);
cases.ok("an abstract class", (w) => w.run(() => new Concrete().whole()), 42);
cases.ok("overloads, satisfies and as", (w) => w.run(() => overload(satisfied.a as number)!), 1);
cases.ok(
  "using",
  (w) =>
    w.run(() => {
      const list: string[] = [];
      {
        using x = {
          [Symbol.dispose ?? Symbol.for("Symbol.dispose")](): void {
            list.push("disposed");
          },
        };
        list.push(typeof x);
      }
      return list;
    }),
  ["object", "disposed"],
);

const all: readonly Case[] = cases.list;
void runCases(openHarness(), all);
