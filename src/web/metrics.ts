import type { ServerStatistics } from "./statistics.ts";
export function metricsText(s: ServerStatistics): string {
  return `skein_requests_total ${s.requests}\n`;
}
