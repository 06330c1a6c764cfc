import type { ServerStatistics } from "./statistics.ts";

/** One sample: its labels, and its number. */
type Sample = readonly [labels: string, value: number];

/** A metric as Prometheus names it. */
interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** The statistics in Prometheus' text format, version 0.0.4. */
export function metricsText(statistics: ServerStatistics): string {
  const metrics = [...traffic(statistics), ...crew(statistics)];
  return `${metrics.map(metricText).join("")}${histogramText(statistics)}`;
}

function traffic(statistics: ServerStatistics): Metric[] {
  const { requests, errors, aborted, inFlight, connections, bytesRead, bytesWritten } = statistics;
  return [
    counter("requests", "Requests that have come.", requests),
    counter("errors", "Answers of status 500 and above.", errors),
    counter("aborted", "Requests whose client went before its answer was out.", aborted),
    counter("read_bytes", "Bytes read from connections that have ended.", bytesRead),
    counter("written_bytes", "Bytes written to connections that have ended.", bytesWritten),
    gauge("in_flight_requests", "Requests that are being answered.", [["", inFlight]]),
    gauge("connections", "Connections that are open.", [["", connections]]),
  ];
}

function crew({ workers, size, generation, losses, started }: ServerStatistics): Metric[] {
  const states = ["starting", "serving", "draining"] as const;
  return [
    gauge(
      "workers",
      "Workers that run, by their state.",
      states.map((wanted): Sample => {
        const { length } = workers.filter(({ state }) => state === wanted);
        return [`{state="${wanted}"}`, length];
      }),
    ),
    gauge("workers_wanted", "Workers that there shall be.", [["", size]]),
    gauge("generation", "The generation of the code that is served.", [["", generation]]),
    counter("workers_started", "Workers that have been started.", started),
    counter("workers_lost", "Workers that have ended unasked.", losses),
    gauge(
      "worker_resident_memory_bytes",
      "Resident memory of a worker.",
      workers.map(({ id, pid, residentMemory }) => [
        `{worker="${id}",pid="${pid ?? ""}"}`,
        residentMemory,
      ]),
    ),
  ];
}

function counter(name: string, help: string, value: number): Metric {
  return { name: `skein_${name}_total`, type: "counter", help, samples: [["", value]] };
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `skein_${name}`, type: "gauge", help, samples };
}

function metricText({ name, type, help, samples }: Metric): string {
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}\n`);
  return `${head(name, type, help)}${lines.join("")}`;
}

function head(name: string, type: string, help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

/** Each class of a histogram counts those of the smaller ones as well. */
function histogramText({ latency: { bounds, counts, sum } }: ServerStatistics): string {
  const name = "skein_request_duration_seconds";
  let total = 0;
  const classes = counts.map((count, index) => {
    total += count;
    return `${name}_bucket{le="${bounds[index] ?? "+Inf"}"} ${total}\n`;
  });
  const text = classes.join("");
  const top = head(name, "histogram", "How long answers took.");
  return `${top}${text}${name}_sum ${sum}\n${name}_count ${total}\n`;
}
