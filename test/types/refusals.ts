/** None of these may compile; the build fails where one does, because its directive is then unused. Never run. */
import { Pool, Process, Thread } from "../../src/index.ts";

export function calls(pool: Pool): void {
  // @ts-expect-error an argument of the wrong type
  void pool.apply((a: number) => a, ["one"]);
  // @ts-expect-error an argument too few
  void pool.apply((a: number, b: number) => a + b, [1]);
  // @ts-expect-error an argument too many
  void pool.apply((a: number) => a, [1, 2]);
  // @ts-expect-error items of the wrong type
  void pool.map((a: number) => a, ["one"]);
  // @ts-expect-error tuples of the wrong type
  void pool.starmap((a: number, b: string) => [a, b], [["one", 1]]);
  // @ts-expect-error an option that doesn't exist
  void pool.map((a: number) => a, [1], { chunksize: 2 });
  // @ts-expect-error the result is a number
  void pool.apply((a: number) => a, [1]).then((text: string) => text);
}

export function constructions(): readonly unknown[] {
  return [
    // @ts-expect-error an option of the wrong type
    new Pool({ workers: "two" }),
    // @ts-expect-error the arguments don't fit the initializer
    new Pool({ initializer: (a: number) => a, initargs: ["one"] }),
    // @ts-expect-error the arguments don't fit the target
    new Process({ target: (a: number) => a, args: ["one"] }),
    // @ts-expect-error the target wants arguments
    new Process({ target: (a: number) => a }),
    // @ts-expect-error the arguments don't fit the target
    new Thread({ target: (a: number) => a, args: ["one"] }),
  ];
}
