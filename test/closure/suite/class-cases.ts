import { Cases } from "./case.ts";
import { reduce, registerReducer } from "./harness.ts";
import { Base, helper } from "./helper.ts";

const cases = new Cases();
export const classCases: Cases = cases;

const salt: string = "x";
let changing: number = 1;

function top(text: string): string {
  return helper(salt + text);
}

class Point {
  x: number;
  y: number;

  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }

  length(): number {
    return Math.hypot(this.x, this.y);
  }

  plus(other: Point): Point {
    return new Point(this.x + other.x, this.y + other.y);
  }
}

class Account {
  readonly #n: number = 10;
  static made = 0;
  static #secret = 7;

  constructor(n: number) {
    this.#n = n;
    Account.made++;
  }

  #double(): number {
    return this.#n * 2;
  }

  get value(): number {
    return this.#double() + Account.#secret;
  }

  static has(o: object): boolean {
    return #n in o;
  }
}

class Dog extends Base {
  readonly #tricks: string[] = [];

  learn(trick: string): this {
    this.#tricks.push(trick);
    return this;
  }

  override hi(): string {
    return super.hi() + "/" + this.#tricks.join("+");
  }
}

class Puppy extends Dog {
  static kind = salt + "-pup";
  static registry: string[] = [];
  static {
    Puppy.registry.push(top("s"));
  }

  override hi(): string {
    return "p:" + super.hi();
  }

  *[Symbol.iterator](): Generator<number> {
    yield 1;
    yield 2;
  }
}

class ReadsVariable {
  get(): number {
    return changing;
  }
}

class Money {
  readonly #cents: number;

  constructor(cents: number) {
    this.#cents = cents;
  }

  get cents(): number {
    return this.#cents;
  }

  [reduce](): readonly [(cents: number) => Money, number] {
    return [(cents) => new Money(cents), this.#cents];
  }
}

class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }
}

interface Old {
  n: number;
  get(): number;
}

const Old = function (this: Old, n: number): void {
  this.n = n;
} as unknown as new (n: number) => Old;
Old.prototype.get = function (this: Old): number {
  return this.n + salt.length;
};

type AnyBase = new (...args: never[]) => Base;

const mixin = (Parent: typeof Base, tag: string): typeof Base =>
  class extends Parent {
    override hi(): string {
      return tag + super.hi();
    }
  };
const Tagged: typeof Base = mixin(Base, "#");

/** A class that uses, while it is evaluated, a function that uses the class. */
function describe(depth: number): string {
  return depth === 0 ? salt : describe(0) + new Circular().name;
}

class Circular {
  static label = describe(0);
  name = "circular";
}

cases.ok(
  "private and static members",
  (w) =>
    w.run(() => {
      const account = new Account(4);
      return [account.value, Account.has(account), Account.has({}), Account.made >= 1];
    }),
  [15, true, false, true],
);
cases.ok(
  "a class that extends an imported one",
  (w) => w.run(() => new Dog("rex").learn("sit").hi()),
  "hi rex/sit",
);
cases.ok(
  "three levels and a static block",
  (w) =>
    w.run(() => [
      new Puppy("z").learn("q").hi(),
      Puppy.kind,
      Puppy.registry.length,
      [...new Puppy("a")].length,
    ]),
  ["p:hi z/q", "x-pup", 1, 2],
);
cases.ok("a mixin", (w) => w.run(() => new Tagged("t").hi()), "#hi t");
cases.ok(
  "a class of a function",
  (w) => {
    class Local extends Point {
      z = salt;
    }
    return w.run(() => new Local(3, 4).length() + new Local(1, 1).z);
  },
  "5x",
);
cases.ok("a class made of a function and its prototype", (w) => w.run(() => new Old(4).get()), 5);
cases.ok(
  "a class that needs, to be made, a function that needs the class",
  (w) => w.run(() => [Circular.label, describe(1)]),
  ["x", "xcircular"],
);
cases.ok(
  "a captured instance",
  (w) => {
    const point = new Point(3, 4);
    return w.run(() => [point.length(), point instanceof Point]);
  },
  [5, true],
);
cases.ok(
  "instances as arguments and result are of the same class",
  async (w) => {
    const sum = await w.run((a: Point, b: Point) => a.plus(b), new Point(1, 2), new Point(3, 4));
    return sum instanceof Point && [sum.x, sum.y];
  },
  [4, 6],
);
cases.ok(
  "the hook for reducing, with private fields",
  async (w) => {
    const more = await w.run((money: Money) => new Money(money.cents + 1), new Money(5));
    return more instanceof Money && more.cents;
  },
  6,
);
cases.ok(
  "a registered reducer",
  (w) => {
    registerReducer(Secret, (secret) => [(text: string) => new Secret(text), secret.text]);
    return w.run((secret: Secret) => secret.text + secret.constructor.name, new Secret("q"));
  },
  "qSecret",
);
cases.ok(
  "an instance of an imported class",
  async (w) => {
    const result = await w.run(
      (base: Base) => [base.hi(), base instanceof Base, base],
      new Base("w"),
    );
    const [hi, isBase, base] = result as [string, boolean, unknown];
    return [hi, isBase, base instanceof Base];
  },
  ["hi w", true, true],
);
cases.ok(
  "a class sees a variable that has changed",
  async (w) => {
    const read = (): number => new ReadsVariable().get();
    changing = 71;
    const first = await w.run(read);
    changing = 72;
    const second = await w.run(read);
    changing = 1;
    return [first, second];
  },
  [71, 72],
);
cases.ok(
  "a class that comes back is itself",
  async (w) => ((await w.run((type: AnyBase) => [type], Tagged)) as unknown[])[0] === Tagged,
  true,
);
