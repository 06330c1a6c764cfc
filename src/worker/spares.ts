import type { Attaches } from "../wire/transport.ts";
import type { Backend, BackendKind, Place, WorkerOptions } from "./backend.ts";

/** How many idle workers of each kind are kept ready. */
export interface SpareOptions {
  /** Default 1. */
  readonly threads?: number | undefined;
  /** Default 1. */
  readonly processes?: number | undefined;
}

/** Milliseconds after which a spare that was taken is replaced: a program that ends at once never pays for it. */
const refillAfter = 100;

const wanted: Record<BackendKind, number> = { inline: 0, thread: 1, process: 1 };
const shelves = new Set<SpareBackend>();

/**
 * Sets how many started but idle workers are kept, so that the next start takes over one of them instead of waiting for
 * Node to boot (about 20 ms for a thread, 60 ms for a process). They appear only after the first start of their kind,
 * serve only starts with default options, and never keep the program alive. 0 switches them off and ends those that
 * there are.
 *
 * @example
 *     setSpares({ threads: 0, processes: 4 });
 */
export function setSpares(options: SpareOptions): void {
  wanted.thread = options.threads ?? wanted.thread;
  wanted.process = options.processes ?? wanted.process;
  for (const shelf of shelves) shelf.adjust();
}

/** A spare, and what its default options meant when it was started. */
interface Spare {
  readonly place: Place;
  readonly circumstances: string;
}

/** A backend that starts as the given one does, but takes over a warm spare where one fits; `prepare` warms it. */
export function withSpares(
  backend: Backend,
  prepare: (place: Place) => void = () => {},
): SpareBackend {
  return new SpareBackend(backend, prepare);
}

/** What {@link withSpares} gives. */
export class SpareBackend implements Backend {
  readonly kind: BackendKind;
  readonly canKill: boolean;
  readonly attaches: Attaches;
  readonly #backend: Backend;
  readonly #prepare: (place: Place) => void;
  /** What the workers that were asked for so far needed first. */
  readonly #modules = new Set<string>();
  #spares: Spare[] = [];
  #refill: NodeJS.Timeout | undefined;

  constructor(backend: Backend, prepare: (place: Place) => void) {
    this.#prepare = prepare;
    this.kind = backend.kind;
    this.canKill = backend.canKill;
    this.attaches = backend.attaches;
    this.#backend = backend;
  }

  /** How many spares are ready or on their way. */
  get spares(): number {
    return this.#spares.length;
  }

  start(options: WorkerOptions): Place {
    shelves.add(this);
    for (const url of options.modules ?? []) this.#modules.add(url);
    const place = this.#take(options) ?? this.#backend.start(options);
    this.adjust();
    return place;
  }

  /** Ends spares that are too many at once, and starts missing ones a little later. */
  adjust(): void {
    while (this.#spares.length > wanted[this.kind]) this.#spares.pop()?.place.kill();
    if (this.#spares.length === wanted[this.kind]) return;
    if (this.#refill !== undefined) return;
    this.#refill = setTimeout(() => this.#fill(), refillAfter).unref();
  }

  #fill(): void {
    this.#refill = undefined;
    while (this.#spares.length < wanted[this.kind]) {
      const spare = { place: this.#backend.start({}), circumstances: circumstances() };
      this.#spares.push(spare);
      spare.place.unref();
      if (this.#modules.size > 0) spare.place.warmUp([...this.#modules]);
      this.#prepare(spare.place);
      // No replacement: where spares die, more of them would die as well. The next start asks for one again.
      spare.place.exited(() => this.#drop(spare));
    }
  }

  #take(options: WorkerOptions): Place | undefined {
    const { name, modules: _modules, ...special } = options;
    if (Object.values(special).some((value) => value !== undefined)) return undefined;
    for (;;) {
      const spare = this.#spares.shift();
      if (spare === undefined) return undefined;
      const { place } = spare;
      if (place.exit === undefined && spare.circumstances === circumstances()) {
        if (name !== undefined) place.rename(name);
        place.ref();
        return place;
      }
      place.kill();
    }
  }

  #drop(spare: Spare): void {
    this.#spares = this.#spares.filter((other) => other !== spare);
  }
}

/** What a worker takes over from its parent when it is started. A spare from before a change is of no use after it. */
function circumstances(): string {
  return JSON.stringify([process.cwd(), process.env]);
}
