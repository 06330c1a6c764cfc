import { against, againstPython, type Target } from "./target.ts";

/** What managers and servers shall reach. */
export const serverTargets: readonly Target[] = [
  ...["unix", "tcp"].flatMap((transport) =>
    ["dict", "queue", "10 KB", "1 MB", "1,000 records"].flatMap((name) => {
      const question = `manager-server-${transport}`;
      const title = `a manager's server (${transport}), ${name}`;
      const other = "Python's server";
      return [
        against({ title: `${title}, calls`, question, metric: name, other, bound: { least: 1 } }),
        against({
          title: `${title}, processor time of a call`,
          question,
          metric: `${name}, CPU`,
          other,
          bound: { most: 0.7 },
        }),
      ];
    }),
  ),
  ...["dict", "queue"].flatMap((metric) => [
    against({
      title: `a manager's server, four clients, ${metric} calls`,
      question: "manager-server-four",
      metric,
      other: "Python's server",
      bound: { least: 1.3 },
    }),
    ...["skein", "skein, 100 calls at once"].map((contestant) =>
      againstPython(`client and server, ${metric} calls (${contestant})`, "manager-pair", {
        contestant,
        metric,
        bound: { least: 3 },
      }),
    ),
  ]),
  ...["skein", "skein, 20 at once"].map((contestant) =>
    againstPython(`tasks to a worker and back (${contestant})`, "manager-tasks", {
      contestant,
      metric: "rate",
      bound: { least: 3 },
    }),
  ),
  against({
    title: "a small answer in JSON, 2 workers, against node:cluster's",
    question: "web-json",
    contestant: "skein, Node listener",
    metric: "rate",
    other: "node:cluster, Node listener",
    bound: { least: 1 },
  }),
  against({
    title: "the same with Hono, against its own adapter in one process",
    question: "web-json",
    contestant: "skein, Hono",
    metric: "rate",
    other: "Hono, its own adapter, one process",
    bound: { least: 1.3 },
  }),
  {
    title: "requests that fail while workers are replaced",
    questions: ["web-reload"],
    bound: { most: 0 },
    unit: "",
    measure: (of) => of("web-reload", "skein", "failed"),
  },
  {
    title: "p99 while workers are replaced, against the usual",
    questions: ["web-reload"],
    bound: { most: 3 },
    unit: "x",
    measure: (of) => of("web-reload", "skein", "reloading") / of("web-reload", "skein", "usual"),
  },
  ...["echo", "echo-50"].map((question) =>
    against({
      title: `an echo server (${question}), against Python's pool of processes and threads`,
      question,
      contestant: "skein, 2 processes",
      metric: "rate",
      other: "python, pool of processes and threads",
      bound: { least: 1 },
    }),
  ),
];
