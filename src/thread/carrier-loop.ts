import { CancelledError } from "../errors.ts";
import type { AnyFunction } from "../closure/revive.ts";
import { currentScope, runInScope } from "../task/current-scope.ts";
import { answerFailure, answerValue } from "../worker/answer.ts";
import { isThenable } from "../worker/chunk.ts";
import { CarrierLink, type Arrival, type LinkEnd } from "./carrier-link.ts";
import { LightThread } from "./light-thread.ts";
import { HEAVY, judgement, Verdict } from "./link-words.ts";
import { Prints } from "./printing.ts";

/** After so many milliseconds of starting threads the event loop gets its turn: those that live go on. */
const TURN = 2;
/** Before a first stretch that may take longer than this, in milliseconds, what is finished leaves. */
const CHEAP = 0.05;

/** The one loop of a carrier: starts the threads that its links bring, and answers when they end. */
export class CarrierLoop {
  readonly #links: CarrierLink[] = [];
  readonly #prints = new Prints();
  #scheduled = false;
  #flushing = false;
  #live = 0;
  #beat = 0;

  /** Serves one more starter. */
  add(end: LinkEnd): void {
    this.#links.push(
      new CarrierLink(end, () => {
        if (!this.#scheduled) this.#work();
      }),
    );
  }

  /** Sends all that there is to send: nothing may leave for a while. */
  readonly flush = (): void => {
    this.#prints.giveUp();
    this.#send();
  };

  /** Sends what waits for company, and says how many threads live. */
  readonly #send = (): void => {
    this.#flushing = false;
    for (const link of this.#links) {
      link.say("live", this.#live);
      link.service.flush();
    }
  };

  #work(): void {
    this.#scheduled = false;
    this.#beat = (this.#beat + 1) | 0;
    for (const link of this.#links) link.say("beat", this.#beat);
    const begin = performance.now();
    for (let now = begin; this.#startNext(now); now = performance.now()) {
      if (now - begin < TURN) continue;
      this.#scheduled = true;
      setImmediate(() => this.#work());
      break;
    }
    this.#send();
  }

  /** Starts one thread of each link; gives whether there was one. */
  #startNext(now: number): boolean {
    let found = false;
    for (const link of this.#links) {
      const arrival = link.take();
      if (arrival === undefined) continue;
      found = true;
      this.#open(arrival, now);
    }
    return found;
  }

  #open(arrival: Arrival, now: number): void {
    try {
      const target = arrival.known.revive();
      const given = arrival.read();
      if (target instanceof Promise || given instanceof Promise) {
        this.#load(arrival, Promise.all([target, given]));
      } else this.#start(arrival, [target, given], now);
    } catch (error) {
      answerFailure(arrival, error);
    }
  }

  #load(arrival: Arrival, loading: Promise<[AnyFunction, unknown]>): void {
    const { link } = arrival;
    link.load(arrival);
    const loaded = loading.finally(() => link.loaded(arrival));
    const started = loaded.then(
      (parts) => this.#start(arrival, parts, performance.now()),
      (error: unknown) => answerFailure(arrival, error),
    );
    void started.then(() => this.#flushSoon());
  }

  #start(arrival: Arrival, [target, given]: [AnyFunction, unknown], now: number): void {
    const { link, known, ticket } = arrival;
    // As `startLight` packs them.
    const [number, name, daemon, ...args] = given as readonly [number, string | undefined, boolean];
    const thread = new LightThread(ticket, arrival.source, number, { name, daemon });
    // Whoever is watched may compute without end.
    if (arrival.onTrial) this.flush();
    else if (!(known.cost < CHEAP)) this.#send();
    this.#live += 1;
    link.say("live", this.#live);
    link.begin(thread);
    link.say("starting", arrival.functionId);
    try {
      if (arrival.cancelled) throw new CancelledError("the thread was cancelled");
      runInScope(thread, () => this.#follow(thread, target(...args)));
    } catch (error) {
      this.#fail(thread, error);
    }
    link.say("starting", 0);
    this.#judge(arrival, thread, performance.now() - now);
  }

  /** Has whatever comes of a thread answered. */
  #follow(thread: LightThread, result: unknown): void {
    if (!isThenable(result)) this.#succeed(thread, result);
    else if (result instanceof Promise) void result.then(this.#succeeded, this.#failed);
    else
      result.then(
        (value) => this.#succeed(thread, value),
        (error: unknown) => this.#fail(thread, error),
      );
  }

  /** For all threads: whose promise it is says the scope, in which `then` was called. Saves each its own functions. */
  readonly #succeeded = (value: unknown): void => this.#succeed(ownThread(), value);
  readonly #failed = (error: unknown): void => this.#fail(ownThread(), error);

  #succeed(thread: LightThread, value: unknown): void {
    this.#prints.whenOut(() => this.#answer(thread, value));
  }

  #answer(thread: LightThread, value: unknown): void {
    const collecting = answerValue(thread, value);
    if (collecting === undefined) this.#end(thread);
    else void collecting.then(() => this.#end(thread));
  }

  #fail(thread: LightThread, error: unknown): void {
    this.#prints.whenOut(() => {
      answerFailure(thread, error);
      this.#end(thread);
    });
  }

  #end(thread: LightThread): void {
    thread.source.link.end(thread);
    this.#live -= 1;
    this.#flushSoon();
  }

  /** After all that is due in this turn of the event loop: outcomes leave together. */
  #flushSoon(): void {
    if (this.#flushing || this.#scheduled) return;
    this.#flushing = true;
    process.nextTick(this.#send);
  }

  #judge(arrival: Arrival, thread: LightThread, spent: number): void {
    const { link, known, functionId, onTrial } = arrival;
    known.cost = known.cost > 0 ? (known.cost + spent) / 2 : spent;
    if (!onTrial) return;
    const verdict = spent > HEAVY ? Verdict.heavy : Verdict.light;
    link.say("judged", judgement(functionId, verdict));
    // The end of a thread makes its starter look as well.
    if (link.lives(thread)) thread.tell(verdict);
  }
}

function ownThread(): LightThread {
  const scope = currentScope();
  if (scope instanceof LightThread) return scope;
  throw new Error("unreachable: `then` is called in the scope of a light thread");
}
