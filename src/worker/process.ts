import { MisuseError } from "../errors.ts";
import { backendOf } from "./backends.ts";
import type { ChildKind, PlaceKind } from "./child-kind.ts";
import { ChildMemory } from "./child-memory.ts";
import type { ChildOptions } from "./child-options.ts";
import { Child, stateOf } from "./child.ts";
import { runProcess } from "./process-body.ts";
import { nextChildNumbers, processIdentity } from "./process-identity.ts";
import { refuseWhileImporting } from "./refuse-importing.ts";
import { RunningChildren } from "./running-children.ts";
import { startRun } from "./start-run.ts";

const running = new RunningChildren();

/**
 * A function in a process of its own, or a subclass with a `run()` of its own. The function travels with all that it
 * names, the instance with its properties (not with a subclass's `#private` ones).
 *
 * The process ends when its function has returned and its event loop is empty, as any program does; an error that
 * nobody catches is shown on stderr and gives exit code 1. The program stays alive until its processes have ended,
 * except for daemons: those are ended with it.
 *
 * @example
 *     const child = new Process({ target: (name: string) => console.log(name), args: ["test"] });
 *     child.start();
 *     await child.join();
 */
export class Process<
  Arguments extends readonly unknown[] = readonly [],
  Returned = unknown,
> extends Child<Returned> {
  constructor(options?: ChildOptions<Arguments, Returned>) {
    super(kind, options ?? {});
  }

  /** Known as soon as `start()` has returned, undefined before. */
  get pid(): number | undefined {
    // Throws after `close()`.
    const { isAlive } = this;
    const { self, run } = stateOf(this);
    return self && isAlive ? process.pid : run?.id;
  }
}

const place: PlaceKind = {
  noun: "process",
  backend: () => backendOf("process"),
  module: import.meta.url,
  body: runProcess,
  circumstances: ({ name, daemon }, numbers) => ({
    name,
    daemon,
    numbers,
    parent: { name: processIdentity().name, pid: process.pid },
  }),
  // The child itself has shown it.
  failed() {},
};

const kind: ChildKind = {
  noun: "process",
  refuseMaking: () => refuseWhileImporting("a process"),
  refuseStart: refuseChildrenOfDaemons,
  nextNumbers: nextChildNumbers,
  inheritedDaemon: () => processIdentity().daemon,
  start(child, { numbers }) {
    const run = startRun(child, place, numbers);
    running.add(child, run);
    return run;
  },
  rebuild: rebuildProcess,
  describe: ({ self, run }) => ({
    id: ["pid", self ? process.pid : run?.id],
    parent: self ? processIdentity().parent?.pid : process.pid,
  }),
};

/** The processes that this thread has started and that have not ended, in the order of their start. */
export function activeChildren(): Process[] {
  return running.list().filter(isProcess);
}

/** Whether a value is an instance of Process, for code that has it from a place that can't say. */
export function isProcess(value: unknown): value is Process {
  return value instanceof Process;
}

/** Makes an instance again in the child that it describes, without running the constructors of its subclasses. */
export function rebuildProcess(
  type: NewableFunction,
  memory: ChildMemory,
  properties: object,
): Process {
  // `Reflect.construct` can't know that `type` is Process or derived from it.
  const instance = Reflect.construct(Process, [new ChildMemory(memory)], type) as Process;
  return Object.assign(instance, properties);
}

function refuseChildrenOfDaemons(): void {
  const { daemon, name } = processIdentity();
  if (!daemon) return;
  throw new MisuseError(
    `'${name}' is a daemon process: it may not have children, for nobody would wait for them`,
  );
}
