import { python } from "../contestants/registry.ts";

/** Something that Skein shall reach. */
export interface Target {
  readonly title: string;
  readonly questions: readonly string[];
  readonly bound: { readonly least: number } | { readonly most: number };
  readonly unit: string;
  /** Which of a lane's numbers counts. */
  readonly measure: (figure: FigureOf) => number;
}

/** The median (or the best) of a metric, of a contestant at a question. */
export type FigureOf = (question: string, contestant: string, metric: string) => number;

/** How a contestant (by default "skein") shall compare with Python. */
export interface Comparison extends Pick<Target, "bound"> {
  readonly contestant?: string;
  readonly metric: string;
}

/** How a contestant shall compare with another one. */
export interface Match extends Comparison {
  readonly title: string;
  readonly question: string;
  readonly other: string;
}

export function against({
  title,
  question,
  contestant = "skein",
  metric,
  other,
  bound,
}: Match): Target {
  return {
    title: title.includes("against") ? title : `${title}, against ${other}`,
    questions: [question],
    bound,
    unit: "x",
    measure: (of) => of(question, contestant, metric) / of(question, other, metric),
  };
}

export function againstPython(
  title: string,
  question: string,
  { contestant = "skein", metric, bound }: Comparison,
): Target {
  return {
    title: `${title}, against Python's`,
    questions: [question],
    bound,
    unit: "x",
    measure: (of) => of(question, contestant, metric) / of(question, python, metric),
  };
}
