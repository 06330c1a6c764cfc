import type { Harness } from "./harness.ts";

/** One thing that must work in every environment. */
export interface Case {
  readonly name: string;
  readonly run: (worker: Harness) => unknown;
  readonly expected: unknown;
}

/** A list that cases are added to. */
export class Cases {
  readonly list: Case[] = [];

  /** What `run` gives must be equal to `expected`. */
  ok(name: string, run: Case["run"], expected: unknown): void {
    this.list.push({ name, run, expected });
  }

  /** Running what `make` gives must be refused with a message like `pattern`. */
  refused(name: string, make: () => (...args: never[]) => unknown, pattern: RegExp): void {
    const run = async (worker: Harness): Promise<string> => {
      try {
        await worker.run(make());
      } catch (error) {
        const { name: kind, message } = error as Error;
        return kind === "NotSendableError" && pattern.test(message)
          ? "refused"
          : `${kind}: ${message}`;
      }
      return "not refused";
    };
    this.list.push({ name: `refused: ${name}`, run, expected: "refused" });
  }
}
