import type { Readable } from "node:stream";
import { SkeinError } from "../errors.ts";
import { Delivery } from "./delivery.ts";
import { exitStatus, misuseStatus } from "./exit-status.ts";
import { HaltWatch } from "./halt.ts";
import { argumentInputs, StreamInputs, type Inputs } from "./inputs.ts";
import { listenForSignals, type SignalSource } from "./interrupt.ts";
import type { Outcome } from "./job.ts";
import { JobLog } from "./job-log.ts";
import { numberJobs } from "./jobs.ts";
import type { MapSettings } from "./map-settings.ts";
import { Progress } from "./progress.ts";
import { runJobs } from "./run-jobs.ts";
import { Screen, type ScreenStreams } from "./screen.ts";
import { Stop } from "./stop.ts";
import { parseTarget, type Target } from "./target.ts";
import { Tally } from "./tally.ts";
import type { TaskRunner } from "./task-runner.ts";
import { withTypeScript } from "./typescript-support.ts";

/** What a command has around it; a test has its own. */
export interface Surroundings extends ScreenStreams {
  readonly input: Readable & { readonly isTTY?: boolean | undefined };
  readonly signals: SignalSource;
  readonly directory: string;
  readonly createRunner: (target: Target, settings: MapSettings) => TaskRunner;
  /** Ends the program at once. */
  readonly exit: (status: number) => void;
}

/** Runs `skein map`; gives the exit status. All that goes wrong is told on `messages`. */
export async function runMap(settings: MapSettings, surroundings: Surroundings): Promise<number> {
  const screen = new Screen(surroundings);
  try {
    const target = withTypeScript(parseTarget(settings.function, surroundings.directory));
    const log =
      settings.jobLog === undefined ? undefined : new JobLog(settings.jobLog, settings.resume);
    try {
      return await new MapRun({ settings, surroundings, screen, target, log }).run();
    } finally {
      log?.close();
    }
  } catch (error) {
    if (!(error instanceof SkeinError)) throw error;
    screen.message(`skein: ${error.message}`);
    return misuseStatus;
  }
}

interface MapRunInit {
  readonly settings: MapSettings;
  readonly surroundings: Surroundings;
  readonly screen: Screen;
  readonly target: Target;
  readonly log: JobLog | undefined;
}

/** One run from the first input to the summary. */
class MapRun {
  readonly #init: MapRunInit;
  readonly #inputs: Inputs;
  readonly #runner: TaskRunner;
  readonly #stop = new Stop();
  readonly #tally = new Tally();

  constructor(init: MapRunInit) {
    const { settings, surroundings, target } = init;
    this.#init = init;
    this.#inputs =
      settings.inputs.length > 0
        ? argumentInputs(settings.inputs)
        : new StreamInputs(surroundings.input, settings.separator);
    this.#runner = surroundings.createRunner(target, settings);
  }

  async run(): Promise<number> {
    const stopListening = this.#obeySignals();
    const begin = performance.now();
    try {
      await this.#work();
    } catch (error) {
      this.#stop.drain({
        kind: "fault",
        message: error instanceof Error ? error.message : String(error),
      });
    }
    this.#inputs.close();
    await this.#runner.close();
    stopListening();
    this.#conclude(performance.now() - begin);
    return exitStatus(this.#tally.failed, this.#stop.reason);
  }

  #obeySignals(): () => void {
    const { screen, surroundings } = this.#init;
    this.#stop.onChange((level) => {
      this.#inputs.close();
      if (level === "killed") this.#runner.kill();
    });
    return listenForSignals({
      source: surroundings.signals,
      stop: this.#stop,
      say: (text) => screen.message(text),
      giveUp: () => surroundings.exit(exitStatus(0, { kind: "signal", signal: "SIGINT" })),
    });
  }

  async #work(): Promise<void> {
    const { settings, surroundings, screen } = this.#init;
    const problem = await this.#runner.check();
    if (this.#stop.level !== "running") return;
    if (problem !== undefined) return this.#stop.drain({ kind: "fault", message: problem });
    if (settings.inputs.length === 0 && surroundings.input.isTTY === true && !settings.quiet) {
      screen.message("skein: reading inputs from the terminal, one a line; Ctrl-D ends them");
    }
    const progress = this.#showProgress();
    try {
      await this.#runAll();
    } finally {
      progress?.stop();
    }
  }

  async #runAll(): Promise<void> {
    const { settings, target, log } = this.#init;
    const jobs = numberJobs(this.#inputs, {
      label: target.label,
      finished: log?.finished,
      skipped: () => void (this.#tally.skipped += 1),
    });
    const delivery = new Delivery({
      ...this.#init,
      label: target.label,
      stop: this.#stop,
      verbose: settings.verbose,
    });
    await runJobs(jobs, {
      runner: this.#runner,
      stop: this.#stop,
      retries: settings.retries,
      ordered: settings.ordered,
      ended: this.#watch(),
      deliver: (outcome) => delivery.deliver(outcome),
    });
  }

  #watch(): (outcome: Outcome) => void {
    const { halt } = this.#init.settings;
    const watch = halt === undefined ? undefined : new HaltWatch(halt);
    return (outcome) => {
      this.#tally.count(outcome);
      if (halt === undefined || watch?.reached(outcome) !== true) return;
      const reason = { kind: "halt", rule: halt.text, succeeded: halt.what === "success" } as const;
      if (halt.when === "now") this.#stop.kill(reason);
      else this.#stop.drain(reason);
    };
  }

  #showProgress(): Progress | undefined {
    const { settings, surroundings, screen } = this.#init;
    if (!settings.progress || settings.quiet || surroundings.messages.isTTY !== true)
      return undefined;
    const progress = new Progress({
      stream: surroundings.messages,
      tally: this.#tally,
      total: () => this.#inputs.total,
    });
    screen.showing(progress);
    return progress;
  }

  #conclude(milliseconds: number): void {
    const { settings, screen } = this.#init;
    const reason = this.#stop.reason;
    if (reason?.kind === "output-closed") return;
    if (reason?.kind === "fault") screen.message(`skein: ${reason.message}`);
    if (reason?.kind === "halt") screen.message(`skein: stopped by --halt ${reason.rule}`);
    const beganNothing = reason?.kind === "fault" && this.#tally.ended + this.#tally.stopped === 0;
    if (!settings.quiet && !beganNothing)
      screen.message(`skein: ${this.#tally.summary(milliseconds)}`);
  }
}
