import { Command, InvalidArgumentError } from "commander";
import { inspectMemory, SkeinError, type MemoryReport } from "../index.ts";
import { doctorLines } from "./doctor-report.ts";

/** Where the report goes. */
export interface DoctorOutput {
  write(text: string): unknown;
}

/** The command `doctor`; `inspect` makes the report about a process. */
export function doctorCommand(
  output: DoctorOutput,
  inspect: (pid: number) => MemoryReport = inspectMemory,
): Command {
  const command = new Command("doctor")
    .summary("show what a running program shares, who holds what, and who waits for whom")
    .description(
      "Looks at the locks, queues and values that the threads and processes of a running program share, without stopping it: who holds what, who waits for what, and whether they wait for each other in a circle.",
    )
    .argument("<pid>", "any process of the program", parsePid)
    .option("--json", "the report as JSON")
    .addHelpText("after", details);
  return command.action((pid: number) => {
    const { json } = command.opts<{ readonly json?: boolean }>();
    const report = reportOn(pid, inspect, command);
    output.write(json === true ? `${JSON.stringify(report, null, 2)}\n` : doctorLines(report));
    if (report.deadlocks.length > 0) process.exitCode = 1;
  });
}

function reportOn(
  pid: number,
  inspect: (pid: number) => MemoryReport,
  command: Command,
): MemoryReport {
  try {
    return inspect(pid);
  } catch (error) {
    if (error instanceof SkeinError) return command.error(`error: ${error.message}`);
    throw error;
  }
}

function parsePid(text: string): number {
  const pid = Number(text);
  if (Number.isSafeInteger(pid) && pid > 0) return pid;
  throw new InvalidArgumentError("It is the number of a process, as `ps` shows it.");
}

const details = `
Exit status: 0, or 1 when there is a deadlock; 255 when there is nothing to look at.

Examples:
  $ skein doctor 4711
  $ skein doctor --json $(pgrep -f server.js) | jq .deadlocks`;
