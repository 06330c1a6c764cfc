import fs from "node:fs";
import net from "node:net";
import { Cases } from "./case.ts";

const cases = new Cases();
export const refusedCases: Cases = cases;

class Account {
  readonly #n: number;

  constructor(n: number) {
    this.#n = n;
  }

  get value(): number {
    return this.#n;
  }
}

cases.refused(
  "a socket",
  () => {
    const conn = new net.Socket();
    return function handler() {
      return conn.remoteAddress;
    };
  },
  /^function 'handler' \(.*refused-cases\.\w+:\d+:\d+\) -> captured variable 'conn' -> this is a net\.Socket/,
);
cases.refused(
  "a socket deep in data",
  () => {
    const app = { deps: { list: [new net.Socket()] } };
    return () => app.deps;
  },
  /captured variable 'app' -> \.deps -> \.list -> \[0\] -> this is a net\.Socket/,
);
cases.refused(
  "a stream",
  () => {
    const out = fs.createReadStream("/dev/null");
    out.destroy();
    return () => out.path;
  },
  /captured variable 'out' -> this is a (fs\.)?ReadStream/,
);
cases.refused(
  "a WeakMap",
  () => {
    const weak = new WeakMap();
    return () => weak;
  },
  /captured variable 'weak' -> a WeakMap can't be sent/,
);
cases.refused(
  "a Promise",
  () => {
    const promise = Promise.resolve(1);
    return () => promise;
  },
  /captured variable 'promise' -> a Promise can't be sent; await it/,
);
cases.refused(
  "a running generator",
  () => {
    const running = (function* () {
      yield 1;
    })();
    return () => running.next();
  },
  /captured variable 'running' -> a running generator can't be sent/,
);
cases.refused(
  "a native function without a name",
  () => {
    let resolve: (value: number) => void = () => {};
    void new Promise<number>((take) => {
      resolve = take;
    });
    const settle = resolve;
    return () => settle(1);
  },
  /captured variable 'settle' -> function 'anonymous' -> it is a native function/,
);
cases.refused(
  "a variable that isn't initialised yet",
  () => {
    const read = (): number => later;
    const handler = (): number => read();
    try {
      return handler;
    } finally {
      if (process.env["NEVER_SET"] !== undefined) handler();
    }
    // oxlint-disable-next-line eslint/no-unreachable -- this is what is tried
    const later = 1;
  },
  /captured variable '\w+' -> function '\w+' \(.*\) -> captured variable '\w+' -> it isn't initialised yet/,
);
cases.refused(
  "a private name outside its class",
  () => {
    class Holder {
      readonly #z = 1;
      make(): () => number {
        const self = this;
        return () => self.#z;
      }
    }
    return new Holder().make();
  },
  /private name #z/,
);
cases.refused(
  "an instance with private fields",
  () => {
    const account = new Account(3);
    return () => account.value;
  },
  /captured variable 'account' -> this is an? \w+, which has private fields/,
);
cases.refused(
  "direct eval",
  () => {
    const z = 1;
    // oxlint-disable-next-line eslint/no-eval -- this is what is tried
    return () => eval("z") as unknown;
  },
  /it calls eval directly/,
);
cases.refused(
  "a method that uses super alone",
  () => {
    const o = {
      __proto__: {
        q() {
          return 1;
        },
      },
      q(): unknown {
        return super.q() as unknown;
      },
    };
    return o.q;
  },
  /it uses `super`/,
);
cases.refused(
  "a Proxy",
  () => {
    const proxy = new Proxy({}, {});
    return () => proxy;
  },
  /captured variable 'proxy' -> a Proxy can't be sent/,
);
cases.refused(
  "new.target of the function around it",
  () => {
    let made: () => unknown = () => undefined;
    const Around = function (): void {
      made = () => new.target;
    } as unknown as new () => object;
    void new Around();
    return made;
  },
  /it uses new\.target/,
);
cases.refused(
  "this of a function that isn't running any more",
  () => {
    class Job {
      k = 4;
      make(): () => number {
        return () => this.k;
      }
    }
    return new Job().make();
  },
  /this of the function around it -> it can't be read unless/,
);
