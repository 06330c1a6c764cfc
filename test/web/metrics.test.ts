import assert from "node:assert/strict";
import { test } from "node:test";
import { metricsText } from "../../src/web/metrics.ts";
import type { ServerStatistics } from "../../src/web/statistics.ts";

const worker = {
  requests: 7,
  inFlight: 1,
  errors: 2,
  aborted: 1,
  connections: 3,
  bytesRead: 100,
  bytesWritten: 200,
};

const statistics: ServerStatistics = {
  ...worker,
  phase: "serving",
  generation: 4,
  size: 2,
  latency: { bounds: [0.1, 1], counts: [3, 0, 2], sum: 5.5 },
  losses: 1,
  started: 9,
  residentMemory: 1_000,
  workers: [
    { ...worker, id: 8, pid: 11, generation: 4, state: "serving", residentMemory: 600 },
    { ...worker, id: 9, pid: 12, generation: 3, state: "draining", residentMemory: 400 },
  ],
};

test("metrics are in Prometheus' text format, each with its help and type", () => {
  const text = metricsText(statistics);
  assert.ok(text.endsWith("\n"));
  const names = new Set<string>();
  for (const line of text.trim().split("\n")) {
    const described = /^# (?:HELP|TYPE) (\w+) (?:counter|gauge|histogram|[A-Z].*\.)$/.exec(line);
    if (described?.[1] !== undefined) names.add(described[1]);
    else assert.match(line, /^\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? \d+(\.\d+)?$/);
  }
  assert.equal(names.size, 14);
});

test("metrics have the numbers of the statistics", () => {
  const lines = new Set(metricsText(statistics).split("\n"));
  for (const line of [
    "skein_requests_total 7",
    "skein_errors_total 2",
    "skein_in_flight_requests 1",
    'skein_workers{state="starting"} 0',
    'skein_workers{state="draining"} 1',
    "skein_workers_lost_total 1",
    'skein_worker_resident_memory_bytes{worker="8",pid="11"} 600',
    'skein_request_duration_seconds_bucket{le="0.1"} 3',
    'skein_request_duration_seconds_bucket{le="1"} 3',
    'skein_request_duration_seconds_bucket{le="+Inf"} 5',
    "skein_request_duration_seconds_sum 5.5",
    "skein_request_duration_seconds_count 5",
  ])
    assert.ok(lines.has(line), line);
});
