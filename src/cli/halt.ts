import type { Outcome } from "./job.ts";

/** When to stop early, as GNU parallel words it. */
export interface HaltRule {
  /** As the user wrote it. */
  readonly text: string;
  readonly when: "now" | "soon";
  readonly what: "fail" | "success" | "done";
  /** How many jobs, or what share of those that have ended. */
  readonly limit:
    | { readonly kind: "count"; readonly count: number }
    | { readonly kind: "percent"; readonly percent: number };
}

/** A share says nothing about fewer jobs than this. */
const leastForPercent = 3;

const grammar =
  /^(?<when>now|soon)(?:,(?<what>fail|success|done)=(?<number>\d+(?:\.\d+)?)(?<percent>%?))?$/;

/**
 * Reads `never` (undefined), `now` or `soon`, alone (at the first failure) or with `,fail=N`, `,success=N`, `,done=N` or
 * a percentage. Gives an error's text when it is none of these.
 */
export function parseHalt(text: string): HaltRule | undefined | string {
  if (text === "never") return undefined;
  const { when, what = "fail", number = "1", percent } = grammar.exec(text)?.groups ?? {};
  const limit = Number(number);
  if (
    when === undefined ||
    limit <= 0 ||
    (percent !== "%" && !Number.isInteger(limit)) ||
    (percent === "%" && limit > 100)
  ) {
    return `"${text}" is none of: never, now, soon, now,fail=3, soon,fail=10%, now,success=1, soon,done=100`;
  }
  return {
    text,
    when: when === "now" ? "now" : "soon",
    what: what === "success" || what === "done" ? what : "fail",
    limit: percent === "%" ? { kind: "percent", percent: limit } : { kind: "count", count: limit },
  };
}

/** Counts what ends, and tells when a rule says to stop. A share is of the jobs that have ended, once there are three. */
export class HaltWatch {
  readonly #rule: HaltRule;
  #matching = 0;
  #ended = 0;

  constructor(rule: HaltRule) {
    this.#rule = rule;
  }

  /** Whether this outcome is the one to stop at, or later than it. */
  reached(outcome: Outcome): boolean {
    if (outcome.kind === "stopped") return false;
    this.#ended += 1;
    if (this.#matches(outcome.answer.kind === "returned")) this.#matching += 1;
    const { limit } = this.#rule;
    if (limit.kind === "count") return this.#matching >= limit.count;
    return this.#ended >= leastForPercent && this.#matching * 100 >= limit.percent * this.#ended;
  }

  #matches(succeeded: boolean): boolean {
    if (this.#rule.what === "done") return true;
    return succeeded === (this.#rule.what === "success");
  }
}
