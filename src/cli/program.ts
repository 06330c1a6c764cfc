import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Command } from "commander";
import { doctorCommand, type DoctorOutput } from "./doctor-command.ts";
import { managerCommand, type ManagerSurroundings } from "./manager-command.ts";
import { mapCommand } from "./map-command.ts";
import type { MapSettings } from "./map-settings.ts";
import { serveCommand, type ServeSurroundings } from "./serve-command.ts";

/** The command `skein`. It throws commander's CommanderError where it would otherwise end the process. */
export function createProgram(
  runMap: (settings: MapSettings) => Promise<void>,
  output: DoctorOutput = process.stdout,
  serving: ServeSurroundings & ManagerSurroundings = surroundings,
): Command {
  const program = new Command("skein")
    .description(
      "One concurrency API for TypeScript: run a function on many inputs, serve the web or shared objects, on all cores.",
    )
    .version(version(), "-V, --version", "print the version");
  program.addCommand(mapCommand(runMap));
  program.addCommand(doctorCommand(output));
  program.addCommand(serveCommand(serving));
  program.addCommand(managerCommand(serving));
  program.addHelpText("after", examples);
  for (const command of [program, ...program.commands]) {
    const words = [program.name(), command === program ? "" : command.name()].filter(
      (word) => word !== "",
    );
    command.exitOverride().showHelpAfterError(`(${words.join(" ")} --help tells what there is)`);
  }
  return program;
}

const surroundings: ServeSurroundings & ManagerSurroundings = {
  load: () => import("../web.ts"),
  say,
  read: (path) => readFileSync(path, "utf8"),
  environment: process.env,
  interrupted: () =>
    new Promise((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => resolve());
    }),
};

/** A server goes on when nobody reads its messages any more: `skein serve app.ts 2>&1 | head`. */
function say(text: string): void {
  const { stderr } = process;
  if (stderr.listenerCount("error") === 0) stderr.on("error", () => {});
  try {
    stderr.write(text);
  } catch {
    // A full disk fails at once, a closed pipe by the event.
  }
}

const examples = `
Examples:
  $ skein map ./hash.ts#sha256 *.jpg
  $ skein serve ./app.ts --workers 4 --bind :8000
  $ SKEIN_AUTHKEY=abc skein manager --serve queue:get_task_queue

skein map --help tells all about map, and so on.`;

/** The package finds its own description by its own name, wherever it lies. */
function version(): string {
  const file = createRequire(import.meta.url).resolve("skein/package.json");
  const description: unknown = JSON.parse(readFileSync(file, "utf8"));
  return String(
    typeof description === "object" && description !== null && Reflect.get(description, "version"),
  );
}
