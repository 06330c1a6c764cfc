import { median } from "../measuring/numbers.ts";
import type { Metric } from "../questions/question.ts";
import { type Lane, quietTurns, type Race } from "../race.ts";

/** A contestant's best and median of one metric. */
export interface Figures {
  readonly best: number;
  readonly median: number;
}

/** The figures of a lane; NaN when it has no turn. */
export function figuresOf(lane: Lane, metric: Metric): Figures {
  const values = quietTurns(lane).map((measurement) => measurement[metric.name] ?? Number.NaN);
  const best = metric.better === "more" ? Math.max(...values) : Math.min(...values);
  return { best: values.length === 0 ? Number.NaN : best, median: median(values) };
}

/** The lines of a question's answer as a Markdown table: absolute numbers, and ratios of medians. */
export function tableOf({ question, lanes }: Race): string[] {
  const lines = [`### ${question.title} (\`${question.name}\`)`, ""];
  const present = lanes.filter(({ turns }) => turns.length > 0);
  const raw = present.find(({ contestant }) => /^raw (?:postMessage|fork)/.test(contestant));
  const references: [string, Lane | undefined][] = [
    ["Skein", present[0]],
    ["raw", raw],
  ];
  const known = references.filter((entry): entry is [string, Lane] => entry[1] !== undefined);
  const rows = [headings(question.metrics, known)];
  for (const lane of present) rows.push(cells(lane, question.metrics, known));
  lines.push(...aligned(rows));
  for (const { contestant, problem } of lanes)
    if (problem !== undefined) lines.push("", `Left out: ${contestant} (${problem})`);
  return lines;
}

function headings(metrics: readonly Metric[], references: readonly [string, Lane][]): string[] {
  const heads = [""];
  for (const { unit } of metrics)
    heads.push(`${unit}, best`, "median", ...references.map(([name]) => `of ${name}`));
  return heads;
}

function cells(
  lane: Lane,
  metrics: readonly Metric[],
  references: readonly [string, Lane][],
): string[] {
  const row = [lane.contestant];
  for (const metric of metrics) {
    const figures = figuresOf(lane, metric);
    row.push(shown(figures.best, metric), shown(figures.median, metric));
    for (const [, reference] of references)
      row.push(shownRatio(figures.median / figuresOf(reference, metric).median));
  }
  return row;
}

function shown(value: number, { digits = 0 }: Metric): string {
  if (Number.isNaN(value)) return "-";
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function shownRatio(value: number): string {
  if (!Number.isFinite(value)) return "-";
  return `${value.toLocaleString("en", { maximumSignificantDigits: 2 })}x`;
}

/** Pads the cells of a Markdown table; all columns but the first are aligned to the right. */
function aligned(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) => {
    const padded = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `| ${padded.join(" | ")} |`;
  });
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [lines[0] ?? "", `| ${rule.join(" | ")} |`, ...lines.slice(1)];
}
