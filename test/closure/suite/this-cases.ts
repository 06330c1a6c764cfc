import { Cases } from "./case.ts";

/** What a function uses of a function around it besides variables. */
const cases = new Cases();
export const thisCases: Cases = cases;

cases.ok(
  "arguments of the function around it",
  (w) =>
    (function (..._: number[]): unknown {
      return w.run(() => (arguments[1] as number) + arguments.length);
    })(1, 2, 3),
  5,
);
cases.ok(
  "this of a method that is running",
  (w) => {
    class Job {
      k = 4;
      go(): Promise<unknown> {
        return w.run((x: number) => this.k * x, 3);
      }
    }
    return new Job().go();
  },
  12,
);
cases.ok(
  "this of an arrow function that is a field",
  (w) => {
    class Job {
      k = 5;
      times = (x: number): number => this.k * x;
      go(): Promise<unknown> {
        return w.run(this.times, 3);
      }
    }
    return new Job().go();
  },
  15,
);
cases.ok(
  "this of an arrow function that a constructor has made",
  (w) => {
    class Job {
      k = 6;
      readonly times: (x: number) => number;
      constructor() {
        this.times = (x) => this.k * x;
      }
      go(): Promise<unknown> {
        return w.run(this.times, 3);
      }
    }
    return new Job().go();
  },
  18,
);
