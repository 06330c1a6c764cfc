import { MessageChannel, Worker } from "node:worker_threads";
import { brokerEndForThread } from "../broker/ends.ts";
import { runtimeHooks } from "../closure/runtime-hooks.ts";
import { announceDeath } from "../memory/current-memory.ts";
import { NativeSection } from "../memory/native-section.ts";
import { sharedFile } from "../memory/shared-file.ts";
import { MemoryLedger } from "../wire/memory-ledger.ts";
import { PortTransport } from "../wire/port-transport.ts";
import type { Backend, Place, WorkerExit, WorkerOptions } from "./backend.ts";
import { Ending } from "./ending.ts";
import { entryUrl } from "./entry-url.ts";
import { threadFlags } from "./exec-flags.ts";
import { failedPlace } from "./failed-place.ts";
import { processIdentity } from "./process-identity.ts";
import { passUp } from "./thread-messages.ts";
import type { ThreadStart } from "./thread-start.ts";
import { renameWord, sayWord, warmUpWord } from "./words.ts";

/** Starts workers that are threads of this process. */
export class ThreadBackend implements Backend {
  readonly kind = "thread";
  readonly canKill = true;
  readonly attaches = "objects";
  readonly #entry: URL;

  /** `entry` is the module that the thread begins with; default: the loop of every worker. */
  constructor(entry: URL = entryUrl("thread-entry", import.meta.url)) {
    this.#entry = entry;
  }

  start(options: WorkerOptions): Place {
    const { port1: here, port2: there } = new MessageChannel();
    const ledger = new MemoryLedger();
    const section = new NativeSection();
    const start: ThreadStart = {
      port: there,
      ledger: ledger.buffer,
      memory: sharedFile(),
      nativeSection: section.buffer,
      broker: brokerEndForThread(),
      name: options.name ?? "skein-worker",
      process: processIdentity(),
      hooks: runtimeHooks(),
    };
    const execArgv = threadFlags(options.execArgv);
    try {
      const worker = new Worker(this.#entry, {
        workerData: start,
        transferList: start.broker === undefined ? [there] : [there, start.broker.port],
        ...(options.name === undefined ? {} : { name: options.name }),
        ...(options.env === undefined ? {} : { env: options.env }),
        ...(options.memory === undefined ? {} : { resourceLimits: definedOnly(options.memory) }),
        ...(execArgv === undefined ? {} : { execArgv }),
      });
      return new ThreadPlace({ worker, section, transport: new PortTransport(here), ledger });
    } catch (error) {
      here.close();
      start.broker?.port.close();
      return failedPlace("thread", error);
    }
  }
}

interface ThreadParts {
  readonly worker: Worker;
  readonly section: NativeSection;
  readonly transport: PortTransport;
  readonly ledger: MemoryLedger;
}

class ThreadPlace implements Place {
  readonly kind = "thread";
  readonly pid: undefined;
  readonly threadId: number;
  readonly transport: PortTransport;
  readonly ledger: MemoryLedger;
  readonly #worker: Worker;
  readonly #section: NativeSection;
  readonly #ending = new Ending();
  #error: Error | undefined;
  #stopped = false;

  constructor({ worker, section, transport, ledger }: ThreadParts) {
    this.#worker = worker;
    this.#section = section;
    endWithCare(section);
    this.threadId = worker.threadId;
    this.transport = transport;
    this.ledger = ledger;
    // The thread itself keeps the program alive, or doesn't; its port has no say.
    transport.unref();
    worker.on("error", (error: unknown) => {
      this.#error = error instanceof Error ? error : new Error(String(error));
    });
    worker.on("message", passUp);
    worker.on("exit", (exitCode) => {
      sections.delete(section);
      transport.finish();
      announceDeath();
      // A thread that is stopped before it has begun is reported as if it had ended well.
      this.#ending.settle({
        exitCode: this.#stopped ? exitCode || 1 : exitCode,
        error: this.#error,
      });
    });
  }

  get exit(): WorkerExit | undefined {
    return this.#ending.exit;
  }

  exited(listener: (exit: WorkerExit) => void): void {
    this.#ending.exited(listener);
  }

  terminate(): void {
    this.kill();
  }

  kill(): void {
    this.#stopped = true;
    // The promise that it gives tells nothing that "exit" doesn't.
    this.#section.whenLeft(() => void this.#worker.terminate());
  }

  rename(name: string): void {
    this.transport.tell(renameWord(name));
  }

  warmUp(modules: readonly string[]): void {
    this.transport.tell(warmUpWord(modules));
  }

  tell(word: string): void {
    this.transport.tell(sayWord(word));
  }

  told(listener: (word: string) => void): void {
    this.transport.told(listener);
  }

  ref(): void {
    this.#worker.ref();
  }

  unref(): void {
    this.#worker.unref();
  }
}

/** Those of the threads that run. */
const sections = new Set<NativeSection>();
/** A thread is in its native section for some milliseconds at most. */
const patience = 100;

/** The end of the program ends its threads, too. */
function endWithCare(section: NativeSection): void {
  if (sections.size === 0 && !process.listeners("exit").includes(waitForSections))
    process.once("exit", waitForSections);
  sections.add(section);
}

function waitForSections(): void {
  for (const section of sections) section.waitUntilLeft(patience);
}

type Defined<Type> = { [Key in keyof Type]?: Exclude<Type[Key], undefined> };

/** The same object without the keys whose value is undefined: Node refuses those. */
function definedOnly<Type extends object>(object: Type): Defined<Type> {
  // `fromEntries` loses which key has which type; nothing else is changed.
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as Defined<Type>;
}
