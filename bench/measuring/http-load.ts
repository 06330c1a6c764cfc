import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import autocannon from "autocannon";

/** What a server did under load. */
export interface HttpLoad {
  /** Answers a second. */
  readonly rate: number;
  /** Milliseconds within which 99 of 100 answers came. */
  readonly p99: number;
  /** Requests without an answer, or with a wrong one. */
  readonly failed: number;
}

const connections = 50;
const run = promisify(execFile);

/** Asks for `seconds` with 50 connections at once: with wrk, which takes little of the cores, or else with autocannon. */
export async function loadHttp(url: string, seconds: number): Promise<HttpLoad> {
  return hasWrk() ? loadByWrk(url, seconds) : loadByAutocannon(url, seconds);
}

async function loadByWrk(url: string, seconds: number): Promise<HttpLoad> {
  const args = ["-t", "1", "-c", `${connections}`, "-d", `${seconds}s`, "--latency", url];
  const { stdout } = await run("wrk", args);
  const [, value, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const wrong = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  const errors = /connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout) ?? [];
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p99: Number(value) * (unit === "us" ? 0.001 : unit === "ms" ? 1 : 1000),
    failed: errors.slice(1).reduce((sum, each) => sum + Number(each), wrong),
  };
}

async function loadByAutocannon(url: string, seconds: number): Promise<HttpLoad> {
  const result = await autocannon({ url, connections, duration: seconds });
  return {
    rate: result.requests.average,
    p99: result.latency.p99,
    failed: result.errors + result.non2xx,
  };
}

function hasWrk(): boolean {
  try {
    execFileSync("which", ["wrk"]);
    return true;
  } catch {
    return false;
  }
}
