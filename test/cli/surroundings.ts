import { EventEmitter } from "node:events";
import { PassThrough, Writable } from "node:stream";
import type { Answer, Job } from "../../src/cli/job.ts";
import type { MapSettings } from "../../src/cli/map-settings.ts";
import { runMap, type Surroundings } from "../../src/cli/run-map.ts";
import type { TaskRunner } from "../../src/cli/task-runner.ts";

/** Remembers all that is written. */
export class Sink extends Writable {
  text = "";
  readonly isTTY: boolean;
  readonly columns = 80;

  constructor({ isTTY = false }: { isTTY?: boolean } = {}) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.text += chunk.toString();
    done();
  }

  get lines(): string[] {
    return this.text.split("\n").slice(0, -1);
  }
}

/** A runner without workers: `body` gives the answer, or a promise of it. */
export class FakeRunner implements TaskRunner {
  readonly workers: number;
  readonly begun: Job[] = [];
  killed = false;
  closed = false;
  readonly #body: (job: Job) => Promise<Answer> | Answer;
  readonly #onKill: (() => void)[] = [];

  constructor(body: (job: Job) => Promise<Answer> | Answer, workers = 2) {
    this.#body = body;
    this.workers = workers;
  }

  check(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }

  run(job: Job): Promise<Answer> {
    this.begun.push(job);
    return new Promise((resolve, reject) => {
      this.#onKill.push(() => reject(new Error("killed")));
      Promise.resolve(this.#body(job)).then(resolve, reject);
    });
  }

  kill(): void {
    this.killed = true;
    for (const reject of this.#onKill) reject();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

/** An answer of `runtime` milliseconds. */
export function returned(value: unknown, runtime = 100): Answer {
  return { kind: "returned", json: JSON.stringify(value), started: 0, runtime };
}

/** A failure of the job itself. */
export function threw(message: string): Answer {
  const failure = {
    name: "Error",
    message,
    detail: message,
    place: undefined,
    exitValue: 1,
    signal: 0,
  };
  return { kind: "threw", failure, started: 0, runtime: 100 };
}

/** What a test of `runMap` sees. */
export interface Stage {
  readonly results: Sink;
  readonly messages: Sink;
  readonly input: PassThrough;
  readonly signals: EventEmitter;
  readonly status: Promise<number>;
}

/** Runs `skein map` in this process, with a fake runner. */
export function stage(
  runner: TaskRunner,
  settings: Partial<MapSettings>,
  surroundings: Partial<Surroundings> = {},
): Stage {
  const results = new Sink();
  const messages = new Sink();
  const input = new PassThrough();
  const signals = new EventEmitter();
  const status = runMap(
    { ...defaults, ...settings },
    {
      results,
      messages,
      input,
      signals,
      directory: process.cwd(),
      createRunner: () => runner,
      exit: () => {},
      ...surroundings,
    },
  );
  return { results, messages, input, signals, status };
}

const defaults: MapSettings = {
  function: "node:path#basename",
  inputs: [],
  separator: "\n",
  on: "thread",
  workers: 2,
  ordered: true,
  retries: 0,
  timeout: undefined,
  halt: undefined,
  jobLog: undefined,
  resume: "none",
  progress: false,
  quiet: false,
  verbose: false,
};

/** Promises that a test settles when it likes, by input. */
export class Doors {
  readonly #resolve = new Map<string, (answer: Answer) => void>();
  readonly body = (job: Job): Promise<Answer> =>
    new Promise((resolve) => {
      this.#resolve.set(job.input, resolve);
    });

  open(input: string, answer: Answer = returned(input)): void {
    this.#resolve.get(input)?.(answer);
  }
}

/** Lets all that is due happen. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Waits for what other code of this process brings about. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}
