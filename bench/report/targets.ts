import type { Race } from "../race.ts";
import { serverTargets } from "./server-targets.ts";
import { figuresOf } from "./table.ts";
import { againstPython, type FigureOf, type Target } from "./target.ts";

const threads = "skein threads";
const processes = "skein processes";
const python = "python multiprocessing";

const targets: readonly Target[] = [
  {
    title: "no-op on threads, 1,000 outstanding, against raw postMessage",
    questions: ["noop"],
    bound: { least: 5 },
    unit: "x",
    measure: (of) => of("noop", threads, "rate") / of("noop", "raw postMessage", "rate"),
  },
  {
    title: "no-op on threads, 1,000 outstanding, against piscina",
    questions: ["noop"],
    bound: { least: 40 },
    unit: "x",
    measure: (of) => of("noop", threads, "rate") / of("noop", "piscina", "rate"),
  },
  {
    title: "round trip p50 on threads, against raw postMessage",
    questions: ["round-trip"],
    bound: { most: 1.2 },
    unit: "x",
    measure: (of) => of("round-trip", threads, "p50") / of("round-trip", "raw postMessage", "p50"),
  },
  {
    title: "timers of the main thread under that flood, lateness at p99",
    questions: ["timers"],
    bound: { most: 5 },
    unit: " ms",
    measure: (of) => of("timers", threads, "p99"),
  },
  {
    title: "map of 10,000 x 20 µs on threads, against a serial loop",
    questions: ["map-20us"],
    bound: { least: 1.8 },
    unit: "x",
    measure: (of) => of("map-20us", threads, "speedUp"),
  },
  {
    title: "map of 10,000 x 20 µs on processes, against a serial loop",
    questions: ["map-20us-processes"],
    bound: { least: 1.8 },
    unit: "x",
    measure: (of) => of("map-20us-processes", processes, "speedUp"),
  },
  ...(
    [
      ["map-uniform", "of uniform items"],
      ["map-last-dear", "with dear items at its end"],
      ["map-first-dear", "with dear items at its beginning"],
      ["map-few-dear", "of few dear items"],
    ] as const
  ).map(([question, title]): Target => ({
    title: `map ${title} on threads, share of the ideal`,
    questions: [question],
    bound: { least: 0.95 },
    unit: "",
    measure: (of) => of(question, threads, "share"),
  })),
  {
    title: "imap of 10 million items on threads, millions a second",
    questions: ["imap"],
    bound: { least: 3 },
    unit: "",
    measure: (of) => of("imap", threads, "rate") / 1_000_000,
  },
  {
    title: "imap of 10 million items on threads, memory added",
    questions: ["imap"],
    bound: { most: 100 },
    unit: " MB",
    measure: (of) => of("imap", threads, "memory"),
  },
  {
    title: "no-op on processes, 1,000 outstanding, against Python's Pool.apply_async",
    questions: ["noop-processes"],
    bound: { least: 4 },
    unit: "x",
    measure: (of) => of("noop-processes", processes, "rate") / of("noop-processes", python, "rate"),
  },
  {
    title: "map of 100,000 x*x on processes, time against Python's Pool.map",
    questions: ["map-square-processes"],
    bound: { most: 1 },
    unit: "x",
    measure: (of) =>
      of("map-square-processes", processes, "time") / of("map-square-processes", python, "time"),
  },
  ...["captures nothing", "captures constants"].map((kind): Target => ({
    title: `submitting a function that ${kind}`,
    questions: ["submit"],
    bound: { most: 1 },
    unit: " µs",
    measure: (of) => of("submit", `skein, ${kind}`, "time"),
  })),
  {
    title: "first call of a program on a thread, to its result, against a raw Worker's",
    questions: ["first-capture"],
    bound: { most: 1.2 },
    unit: "x",
    measure: (of) =>
      of("first-capture", threads, "result") / of("first-capture", "raw postMessage", "result"),
  },
  ...(
    [
      ["start-warm", threads, "a ThreadPool"],
      ["start-warm-processes", processes, "a Pool"],
      ["start-child", "skein Thread", "a Thread"],
      ["start-child", "skein Process", "a Process"],
    ] as const
  ).map(([question, contestant, title]): Target => ({
    title: `start of ${title} to its first result, from a warm spare`,
    questions: [question],
    bound: { most: 3 },
    unit: " ms",
    measure: (of) => of(question, contestant, "time"),
  })),
  ...(
    [
      ["heap", threads, "threads"],
      ["heap-processes", processes, "processes"],
    ] as const
  ).map(([question, contestant, title]): Target => ({
    title: `heap of 100,000 outstanding calls on ${title}, at its peak`,
    questions: [question],
    bound: { most: 200 },
    unit: " MB",
    measure: (of) => of(question, contestant, "peak"),
  })),
  {
    title: "taking a free lock and releasing it, blocking",
    questions: ["lock-uncontended"],
    bound: { most: 40 },
    unit: " ns",
    measure: (of) => of("lock-uncontended", "skein, acquireSync", "time"),
  },
  {
    title: "taking a free lock and releasing it, awaited",
    questions: ["lock-uncontended"],
    bound: { most: 250 },
    unit: " ns",
    measure: (of) => of("lock-uncontended", "skein, await acquire", "time"),
  },
  againstPython("a lock that two processes want all the time", "lock-contended", {
    metric: "rate",
    bound: { least: 1 },
  }),
  againstPython("two processes and two semaphores, time", "semaphore-ping-pong", {
    metric: "mean",
    bound: { most: 1.3 },
  }),
  againstPython("a pipe, round trip of a small object, time", "pipe-round-trip", {
    metric: "mean",
    bound: { most: 1 },
  }),
  againstPython("a pipe, the same awaited, time", "pipe-round-trip", {
    contestant: "skein, async",
    metric: "mean",
    bound: { most: 1 },
  }),
  ...(
    [
      ["queue-small", "skein", "small objects through a queue"],
      ["queue-small", "skein, async consumer", "small objects through a queue, awaited"],
      ["queue-1mib", "skein", "arrays of 1 MiB through a queue"],
      ["queue-1mib", "skein, async consumer", "arrays of 1 MiB through a queue, awaited"],
    ] as const
  ).map(([question, contestant, title]) =>
    againstPython(title, question, { contestant, metric: "rate", bound: { least: 3 } }),
  ),
  againstPython("a TaskGroup of 1,000,000 sleeps, time", "task-group", {
    metric: "time",
    bound: { most: 0.25 },
  }),
  againstPython("a TaskGroup of 1,000,000 sleeps, memory", "task-group", {
    metric: "memory",
    bound: { most: 0.25 },
  }),
  againstPython("the same of functions that sleep, time", "task-group-functions", {
    metric: "time",
    bound: { most: 0.25 },
  }),
  againstPython("the same of functions that sleep, memory", "task-group-functions", {
    metric: "memory",
    bound: { most: 0.25 },
  }),
  {
    title: "1,000 idle waits",
    questions: ["idle-waits"],
    bound: { most: 1 },
    unit: " % of a core",
    measure: (of) => of("idle-waits", "skein", "share"),
  },
  ...(
    [
      ["threads-1m", "1,000,000 sleeping threads", "time", 5, " s"],
      ["threads-1m", "1,000,000 sleeping threads, memory", "memory", 1500, " MB"],
      ["threads-10k", "10,000 sleeping threads", "time", 1.1, " s"],
      ["threads-10k", "10,000 sleeping threads, memory", "memory", 20, " MB"],
      ["thread-start-join", "start and join of a light thread", "mean", 60, " µs"],
      ["thread-hogs", "lateness of sleepers among threads that compute, at p99", "p99", 20, " ms"],
    ] as const
  ).map(([question, title, metric, most, unit]): Target => ({
    title,
    questions: [question],
    bound: { most },
    unit,
    measure: (of) => of(question, "skein", metric),
  })),
  ...["await acquire", "tryAcquire or await", "acquireSync"].map((idiom): Target => ({
    title: `10,000 threads that increment under one lock, ${idiom}`,
    questions: ["thread-increments"],
    bound: { most: 60 },
    unit: " ns",
    measure: (of) => of("thread-increments", `skein, ${idiom}`, "time"),
  })),
  ...serverTargets,
];

/** One line for each target that the races tell something of: whether it is reached, by medians and by bests. */
export function targetLines(races: readonly Race[]): string[] {
  const asked = new Set(races.map(({ question }) => question.name));
  const judged = targets.filter(({ questions }) => questions.every((name) => asked.has(name)));
  return judged.map((target) => {
    const middle = target.measure(figureOf(races, "median"));
    const best = target.measure(figureOf(races, "best"));
    return `${verdict(target, middle)}  ${target.title}: ${shown(middle)}${target.unit} (best ${shown(best)}${target.unit}; target ${boundOf(target)})`;
  });
}

function verdict({ bound }: Target, value: number): string {
  if (Number.isNaN(value)) return "NOT MEASURED";
  const reached = "least" in bound ? value >= bound.least : value <= bound.most;
  return reached ? "reached" : "MISSED ";
}

function boundOf({ bound, unit }: Target): string {
  return "least" in bound ? `>= ${bound.least}${unit}` : `<= ${bound.most}${unit}`;
}

function shown(value: number): string {
  return Number.isNaN(value) ? "-" : value.toLocaleString("en", { maximumSignificantDigits: 3 });
}

function figureOf(races: readonly Race[], kind: "best" | "median"): FigureOf {
  return (question, contestant, name) => {
    const found = races.find((race) => race.question.name === question);
    const lane = found?.lanes.find((one) => one.contestant === contestant);
    const metric = found?.question.metrics.find((one) => one.name === name);
    return lane === undefined || metric === undefined ? Number.NaN : figuresOf(lane, metric)[kind];
  };
}
