import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { brokerEndForProcess } from "../broker/ends.ts";
import { SkeinError } from "../errors.ts";
import { announceDeath } from "../memory/current-memory.ts";
import { sharedFile } from "../memory/shared-file.ts";
import { CountingLedger } from "../wire/counting-ledger.ts";
import { createFileLedger, type FileLedger } from "../wire/file-ledger.ts";
import type { Ledger } from "../wire/ledger.ts";
import { SocketTransport } from "../wire/socket-transport.ts";
import type { Backend, MemoryLimits, Place, WorkerExit, WorkerOptions } from "./backend.ts";
import { Ending } from "./ending.ts";
import { entryUrl } from "./entry-url.ts";
import { processFlags } from "./exec-flags.ts";
import { failedPlace, FailedPlace } from "./failed-place.ts";
import { processIdentity } from "./process-identity.ts";
import { reaper } from "./reaper.ts";
import { brokerVariable, renameWord, sayWord, warmUpWord } from "./words.ts";

/** How long a child may live on after it has closed its connection, in milliseconds: nothing can reach it any more. */
const lostAfter = 1_000;

/** V8's young generation is three semi-spaces. */
const semiSpaces = 3;

/** Starts workers that are processes of their own. */
export class ProcessBackend implements Backend {
  readonly kind = "process";
  readonly canKill = true;
  readonly attaches = "buffers";
  readonly #entry: string;

  /** `entry` is the module that the process begins with; default: the loop of every worker. */
  constructor(entry: URL = entryUrl("process-entry", import.meta.url)) {
    this.#entry = fileURLToPath(entry);
  }

  start(options: WorkerOptions): Place {
    const ledger = createFileLedger();
    try {
      const child = this.#spawn(options, ledger);
      const socket = child.stdio?.[3];
      if (child.pid !== undefined && socket instanceof Socket) {
        return new ProcessPlace({
          child,
          pid: child.pid,
          transport: new SocketTransport(socket),
          ledger: ledger ?? new CountingLedger("parent"),
        });
      }
      ledger?.close();
      return new FailedPlace("process", (failed) => child.once("error", failed));
    } catch (error) {
      ledger?.close();
      return failedPlace("process", error);
    }
  }

  #spawn(options: WorkerOptions, ledger: FileLedger | undefined): ChildProcess {
    const flags = [...processFlags(), ...memoryFlags(options.memory), ...(options.execArgv ?? [])];
    const parent = processIdentity();
    const memory = sharedFile();
    const args = [
      options.name ?? "skein-worker",
      ledger === undefined ? "counting" : "file",
      memory === undefined ? "alone" : "sharing",
      String(process.pid),
      parent.name,
    ];
    const unused = "ignore" as const;
    const [first, second] = ledger?.descriptors ?? [unused, unused];
    // The child's descriptors: 3 is the connection, 4 and 5 are the ledger, 6 is the memory that all share,
    // and from 7 on come those that were asked for.
    return spawn(process.execPath, [...flags, this.#entry, ...args], {
      stdio: [
        "ignore",
        "inherit",
        "inherit",
        "pipe",
        first,
        second,
        memory ?? unused,
        ...(options.descriptors ?? []),
      ],
      windowsHide: true,
      ...environment(options.env),
    });
  }
}

interface ProcessParts {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly transport: SocketTransport;
  readonly ledger: Ledger;
}

class ProcessPlace implements Place {
  readonly kind = "process";
  readonly pid: number;
  readonly threadId: undefined;
  readonly transport: SocketTransport;
  readonly ledger: Ledger;
  readonly #child: ChildProcess;
  readonly #ending = new Ending();
  #exit: WorkerExit | undefined;
  #disconnected = false;
  #stopping = false;
  #keepsAlive = true;

  constructor({ child, pid, transport, ledger }: ProcessParts) {
    this.#child = child;
    this.pid = pid;
    this.transport = transport;
    this.ledger = ledger;
    transport.unref();
    reaper.watch(pid);
    child.on("exit", (code, signal) => {
      reaper.unwatch(pid);
      announceDeath();
      this.#exit = this.#describe(code ?? -constants.signals[signal ?? "SIGKILL"]);
      this.#hold();
      this.#settle();
    });
    // Comes when a signal can't be sent. The child has gone then, or isn't ours any more: "exit" tells.
    child.on("error", () => {});
    transport.closed(() => this.#disconnect());
  }

  get exit(): WorkerExit | undefined {
    return this.#ending.exit;
  }

  exited(listener: (exit: WorkerExit) => void): void {
    this.#ending.exited(listener);
  }

  terminate(): void {
    this.#signal("SIGTERM");
  }

  kill(): void {
    this.#signal("SIGKILL");
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
    this.#keepsAlive = true;
    this.#hold();
  }

  unref(): void {
    this.#keepsAlive = false;
    this.#hold();
  }

  /**
   * The child keeps the program alive, and after its death the connection: its end may be seen later, and the program
   * would be over while somebody waits for it.
   */
  #hold(): void {
    const holder = this.#exit === undefined ? this.#child : this.transport;
    if (this.#keepsAlive) holder.ref();
    else holder.unref();
  }

  #signal(signal: NodeJS.Signals): void {
    this.#stopping = true;
    this.#child.kill(signal);
  }

  #disconnect(): void {
    this.#disconnected = true;
    if (this.transport.error !== undefined) this.#child.kill("SIGKILL");
    else if (this.#exit === undefined)
      setTimeout(() => this.#child.kill("SIGKILL"), lostAfter).unref();
    this.#settle();
  }

  /** The end is told when both have come: what the child wrote last may arrive after its death is known. */
  #settle(): void {
    if (this.#exit !== undefined && this.#disconnected) this.#ending.settle(this.#exit);
  }

  #describe(exitCode: number): WorkerExit {
    if (this.transport.error !== undefined) return { exitCode, error: this.transport.error };
    if (this.transport.received > 0 || this.#stopping || exitCode === 0) return { exitCode };
    const message = `the worker process ended with exit code ${exitCode} before it was ready`;
    return { exitCode, error: new SkeinError("ERR_SKEIN_WORKER_START", message) };
  }
}

/** The way to the broker is a secret, which only the environment keeps from other users of the machine. */
function environment(env: NodeJS.ProcessEnv | undefined): { readonly env?: NodeJS.ProcessEnv } {
  const broker = brokerEndForProcess();
  if (broker !== undefined) return { env: { ...(env ?? process.env), [brokerVariable]: broker } };
  return env === undefined ? {} : { env };
}

function memoryFlags(memory: MemoryLimits | undefined): string[] {
  const { maxOldGenerationSizeMb, maxYoungGenerationSizeMb, stackSizeMb } = memory ?? {};
  const flags: string[] = [];
  if (maxOldGenerationSizeMb !== undefined)
    flags.push(`--max-old-space-size=${maxOldGenerationSizeMb}`);
  if (maxYoungGenerationSizeMb !== undefined) {
    flags.push(
      `--max-semi-space-size=${Math.max(1, Math.round(maxYoungGenerationSizeMb / semiSpaces))}`,
    );
  }
  if (stackSizeMb !== undefined) flags.push(`--stack-size=${Math.round(stackSizeMb * 1_024)}`);
  return flags;
}
