import type { ChildOptions } from "../../src/worker/child-options.ts";
import type { Child } from "../../src/worker/child.ts";

/** A class of children under test. */
export interface ChildClass {
  /** "Process" or "Thread". */
  readonly name: string;
  readonly make: <Arguments extends readonly unknown[] = readonly [], Returned = unknown>(
    options?: ChildOptions<Arguments, Returned>,
  ) => Child<Returned>;
  /** The child's number, which is known from the start on. */
  readonly idOf: (child: Child) => number | undefined;
}
