#!/usr/bin/env node
import { CommanderError } from "commander";
import { misuseStatus } from "./exit-status.ts";
import type { MapSettings } from "./map-settings.ts";
import { createPoolRunner } from "./pool-runner.ts";
import { createProgram } from "./program.ts";
import { runMap } from "./run-map.ts";

async function map(settings: MapSettings): Promise<void> {
  process.exitCode = await runMap(settings, {
    input: process.stdin,
    results: process.stdout,
    messages: process.stderr,
    signals: process,
    directory: process.cwd(),
    createRunner: createPoolRunner,
    exit: (status) => process.exit(status),
  });
}

try {
  await createProgram(map).parseAsync();
} catch (error) {
  // Commander has told the user already; help and version come this way, too, with exit code 0.
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : misuseStatus;
}
