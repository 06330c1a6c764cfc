import { InvalidArgumentError } from "commander";
import { parseHalt, type HaltRule } from "./halt.ts";

/** Milliseconds of each unit. */
const units: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/** What a timer can count: about 24 days. */
const longest = 2 ** 31 - 1;

/** Reads "5", "1.5s", "500ms", "2m" or "1h" as milliseconds; a number alone is seconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h)?$/.exec(text);
  const milliseconds = Number(match?.[1]) * (units.get(match?.[2] ?? "s") ?? Number.NaN);
  if (milliseconds > 0 && milliseconds <= longest) return milliseconds;
  throw new InvalidArgumentError(
    "Write seconds (5) or a unit: 500ms, 1.5s, 2m, 1h; at most 24 days.",
  );
}

/** Reads a whole number from 1 on. */
export function parsePositive(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number from 1 on.");
}

/** Reads a whole number from 0 on. */
export function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number from 0 on.");
}

/** Reads the rule of `--halt`; undefined for "never". */
export function parseHaltOption(text: string): HaltRule | undefined {
  const rule = parseHalt(text);
  if (typeof rule !== "string") return rule;
  throw new InvalidArgumentError(rule);
}
