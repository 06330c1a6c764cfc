import { ClosedError } from "../errors.ts";
import { defer, type Deferred } from "../task/deferred.ts";
import type { WorkerExit } from "../worker/backend.ts";
import type { ArbiterEvent } from "./arbiter-event.ts";
import type { ArbiterOptions, Phase } from "./arbiter-options.ts";
import { BackOff } from "./back-off.ts";
import { Crew, reasonOf, tickEvery } from "./crew.ts";
import type { Member } from "./member.ts";
import { word } from "./worker-plan.ts";

type Reload = ArbiterEvent & { readonly kind: "reload" };

/**
 * Keeps so many workers, of the newest code that starts. Whatever happens (a signal, a word of a worker, an end, an
 * alarm) is put in a queue, and one loop takes it out, event by event, and then does what the state asks for; so nothing
 * ever happens in the middle of something else. See README.md beside this file.
 */
export class Arbiter {
  readonly #options: ArbiterOptions;
  readonly #crew: Crew;
  readonly #backOff: BackOff;
  readonly #queue: ArbiterEvent[] = [];
  readonly #started = defer<void>();
  readonly #stopped = defer<void>();
  #handling = false;
  #phase: Phase = "starting";
  #size: number;
  #generations = 0;
  /** The generation whose workers are wanted, and the one before it while it starts. */
  #generation = 0;
  #previous = 0;
  #hasty = false;
  /** Those who wait for the reload under way. */
  readonly #waiting: Deferred<void>[] = [];
  /** Those that were asked for while another was under way. */
  readonly #next: Reload[] = [];
  #quits = 0;

  constructor(options: ArbiterOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#backOff = new BackOff(options.backOff);
    this.#crew = new Crew(options, (event) => this.post(event));
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** How many workers there shall be. */
  get size(): number {
    return this.#size;
  }

  get generation(): number {
    return this.#generation;
  }

  /** Those that run, in the order of their start. */
  get members(): readonly Member[] {
    return this.#crew.members;
  }

  /** Resolves when all have ended. */
  get stopped(): Promise<void> {
    return this.#stopped.promise;
  }

  /** Starts the workers; resolves when all of them accept, rejects when one fails, and then all are ended. */
  start(): Promise<void> {
    this.post({ kind: "tick" });
    return this.#started.promise;
  }

  /** Puts an event in the queue; it is handled soon, never within this call. */
  post(event: ArbiterEvent): void {
    this.#queue.push(event);
    if (this.#handling) return;
    this.#handling = true;
    queueMicrotask(() => this.#loop());
  }

  #loop(): void {
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) {
      this.#handle(event);
      this.#manage();
    }
    this.#handling = false;
  }

  #handle(event: ArbiterEvent): void {
    switch (event.kind) {
      case "said":
        return this.#said(event.member, event.word);
      case "failed":
        event.member.error ??= event.error;
        return;
      case "ended":
        return this.#ended(event.member, event.exit);
      case "resize":
        return this.#scale(Math.max(1, this.#size + event.by));
      case "scale":
        return this.#scale(event.to);
      case "reload":
        return this.#reload(event);
      case "drain":
        return this.#drain();
      case "quit":
        return this.#quit();
      case "overdue":
        return this.#crew.overdue(event);
      case "tick":
        return this.#tick();
      case "look":
        return;
    }
  }

  /** Does what the state asks for: hires, retires, and tells those who wait. */
  #manage(): void {
    if (this.#phase === "stopped") return;
    if (this.#phase === "draining") return this.#stopIfEmpty();
    const fresh = this.#crew.fresh(this.#generation);
    for (const surplus of fresh.slice(0, Math.max(0, fresh.length - this.#size)))
      this.#crew.retire(surplus, word.drain);
    if (this.#options.clock.now() >= this.#backOff.notBefore) this.#hire(fresh);
    const serving = fresh.filter(({ state }) => state === "serving").length;
    if (serving >= this.#size) this.#complete();
    else if (this.#phase === "serving") this.#retireWorn(serving);
  }

  /** Beside workers that serve only some start at a time: starting takes processors from those who serve. */
  #hire(fresh: readonly Member[]): void {
    const starting = fresh.filter(({ state }) => state === "starting").length;
    const atOnce = this.#phase === "starting" ? this.#size : this.#options.startsAtOnce;
    const missing = Math.min(this.#size - fresh.length, atOnce - starting);
    for (let hired = 0; hired < missing; hired += 1) this.#crew.hire(this.#generation);
  }

  /** All that are wanted serve: the others may go. */
  #complete(): void {
    const how = this.#hasty ? word.hasten : word.drain;
    for (const member of this.#crew.members)
      if (member.worn || member.generation !== this.#generation) this.#crew.retire(member, how);
    if (this.#phase === "starting") this.#started.resolve();
    else if (this.#phase === "reloading") this.#info("the new workers have taken over");
    this.#settle((waiting) => waiting.resolve());
  }

  /** The reload, if there was one, is over. */
  #settle(tell: (waiting: Deferred<void>) => void): void {
    this.#phase = "serving";
    this.#hasty = false;
    for (const waiting of this.#waiting.splice(0)) tell(waiting);
    for (const event of this.#next.splice(0)) this.#reload(event);
  }

  /** One that shall be replaced may go for each that serves beyond the wanted number. */
  #retireWorn(serving: number): void {
    const worn = this.#crew.members.filter(
      ({ worn: isWorn, state }) => isWorn && state === "serving",
    );
    const spare = serving + worn.length - this.#size;
    for (const member of worn.slice(0, Math.max(0, spare))) this.#crew.retire(member, word.drain);
  }

  #said(member: Member, said: string): void {
    if (said.startsWith(word.file)) return this.#options.loaded(said.slice(word.file.length));
    if (said === word.worn) member.worn = true;
    if (said !== word.ready || member.state !== "starting") return;
    member.become("serving", this.#options.clock.now());
    this.#info(`${member.label} serves`);
  }

  #scale(size: number): void {
    this.#backOff.reset();
    this.#size = size;
    this.#info(`${size} ${size === 1 ? "worker is" : "workers are"} wanted`);
  }

  #reload(event: Reload): void {
    const { hasty, settle } = event;
    if (this.#phase === "draining" || this.#phase === "stopped") return settle?.reject(closing());
    // The files may have changed after the workers that are starting now have read them.
    if (this.#phase !== "serving" && !this.#joins()) return void this.#next.push(event);
    if (settle !== undefined) this.#waiting.push(settle);
    if (this.#joins()) return;
    this.#phase = "reloading";
    this.#hasty = hasty;
    this.#previous = this.#generation;
    this.#generation = ++this.#generations;
    this.#backOff.reset();
    this.#info("workers with the code as it is now are starting");
    // It may have been asked for by what `#manage` did last.
    this.post({ kind: "look" });
  }

  /** Whether the reload under way hasn't started anything yet. */
  #joins(): boolean {
    return (
      this.#phase === "reloading" &&
      this.#crew.members.every(({ generation }) => generation !== this.#generation)
    );
  }

  #ended(member: Member, exit: WorkerExit): void {
    const { clock, buried, report } = this.#options;
    const asked = member.state === "draining";
    this.#crew.remove(member);
    buried(member, asked);
    if (asked) return;
    const error = reasonOf(member, exit);
    if (this.#phase === "starting") return this.#giveUp(error);
    const started = member.state === "serving";
    if (this.#phase === "reloading" && !started && member.generation === this.#generation)
      return this.#takeBack(error);
    const now = clock.now();
    const pause = this.#backOff.failed(started ? now - member.since : 0, now);
    const next = pause === 0 ? "" : `; the next one is started in ${pause} ms`;
    report({ level: "warning", message: `${member.label} has ended unasked${next}`, error });
    if (pause > 0) clock.alarm(pause, () => this.post({ kind: "look" }));
  }

  /** A first worker doesn't start: nor would others. */
  #giveUp(error: unknown): void {
    this.#started.reject(error);
    this.#end();
    for (const member of this.#crew.members) this.#crew.dismiss(member);
  }

  /** The new code doesn't start: the old workers go on. */
  #takeBack(error: unknown): void {
    const message = "the new code can't be started; the old workers go on";
    this.#options.report({ level: "warning", message, error });
    for (const member of this.#crew.members)
      if (member.generation === this.#generation) this.#crew.dismiss(member);
    this.#generation = this.#previous;
    this.#settle((waiting) => waiting.reject(error));
  }

  #drain(): void {
    if (!this.#end()) return;
    this.#info("no more connections are accepted; what is under way is finished");
    // Nobody else will answer what comes over an idle connection.
    for (const member of this.#crew.members) this.#crew.retire(member, word.hasten);
  }

  #quit(): void {
    if (this.#phase === "stopped") return;
    this.#end();
    this.#quits += 1;
    if (this.#quits === 1) this.#crew.quit();
    else for (const member of this.#crew.members) this.#crew.dismiss(member);
  }

  /** Gives whether this was the beginning of the end. */
  #end(): boolean {
    if (this.#phase === "draining" || this.#phase === "stopped") return false;
    this.#started.reject(closing());
    this.#phase = "draining";
    this.#options.draining();
    for (const waiting of this.#waiting.splice(0)) waiting.reject(closing());
    for (const { settle } of this.#next.splice(0)) settle?.reject(closing());
    return true;
  }

  #stopIfEmpty(): void {
    if (this.#crew.members.length > 0) return;
    this.#phase = "stopped";
    this.#stopped.resolve();
  }

  #tick(): void {
    if (this.#phase === "stopped") return;
    const { clock, timeout } = this.#options;
    this.#crew.check();
    clock.alarm(tickEvery(timeout), () => this.post({ kind: "tick" }));
  }

  #info(message: string): void {
    this.#options.report({ level: "info", message });
  }
}

function closing(): ClosedError {
  return new ClosedError("the server is being closed");
}
