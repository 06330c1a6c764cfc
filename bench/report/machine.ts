import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { arch, cpus, platform, release } from "node:os";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** What the figures were measured on and with, in one line. */
export function machineLine(): string {
  const cores = cpus();
  return [
    new Date().toISOString().slice(0, 10),
    `${cores[0]?.model.trim() ?? "unknown processor"}, ${cores.length} cores`,
    `${platform()} ${release()} ${arch()}`,
    `Node ${process.versions.node}`,
    pythonVersion(),
    ...["skein", "piscina", "tinypool", "workerpool", "poolifier"].map(withVersion),
  ].join("; ");
}

function pythonVersion(): string {
  const { stdout, status } = spawnSync("python3", ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : "no Python";
}

function withVersion(name: string): string {
  try {
    return `${name} ${versionOf(name)}`;
  } catch {
    return `no ${name}`;
  }
}

function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  // Not every package exports its package.json: it is looked for above the entry.
  for (
    let folder = dirname(require.resolve(name));
    folder !== dirname(folder);
    folder = dirname(folder)
  ) {
    const found = readPackage(join(folder, "package.json"));
    if (found?.name === name) return found.version;
  }
  throw new Error(`no package.json of ${name}`);
}

function readPackage(path: string): { name: string; version: string } | undefined {
  try {
    // npm makes sure of both.
    return JSON.parse(readFileSync(path, "utf8")) as { name: string; version: string };
  } catch {
    // A folder without one.
    return undefined;
  }
}
