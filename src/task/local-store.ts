/** Where the items of a local queue are; which one comes out next is what makes the classes of queues. */
export interface LocalStore {
  readonly count: number;
  add(item: unknown, priority: number): void;
  /** Takes the next item; to be called only when there is one. */
  take(): unknown;
  clear(): void;
}

/** As many items it has room for at first, and again when it has been emptied after it had grown large. */
const SMALL = 16;
const LARGE = 4_096;

/** First in, first out: a ring, a power of two long. */
export class FirstInStore implements LocalStore {
  #count = 0;
  #items: unknown[] = slots(SMALL);
  #next = 0;

  get count(): number {
    return this.#count;
  }

  add(item: unknown): void {
    if (this.#count === this.#items.length) this.#grow();
    this.#items[(this.#next + this.#count) & (this.#items.length - 1)] = item;
    this.#count += 1;
  }

  take(): unknown {
    const items = this.#items;
    const item = items[this.#next];
    items[this.#next] = undefined;
    this.#next = (this.#next + 1) & (items.length - 1);
    this.#count -= 1;
    if (this.#count === 0 && items.length > LARGE) this.clear();
    return item;
  }

  clear(): void {
    this.#items = slots(SMALL);
    this.#next = 0;
    this.#count = 0;
  }

  #grow(): void {
    const old = this.#items;
    this.#items = slots(2 * old.length);
    for (let index = 0; index < old.length; index += 1)
      this.#items[index] = old[(this.#next + index) & (old.length - 1)];
    this.#next = 0;
  }
}

/** Last in, first out. */
export class LastInStore implements LocalStore {
  readonly #items: unknown[] = [];

  get count(): number {
    return this.#items.length;
  }

  add(item: unknown): void {
    this.#items.push(item);
  }

  take(): unknown {
    return this.#items.pop();
  }

  clear(): void {
    this.#items.length = 0;
  }
}

interface Ranked {
  readonly item: unknown;
  readonly priority: number;
  /** Of those with the same priority, the first one in comes first. */
  readonly serial: number;
}

/** The lowest priority first: a binary heap. */
export class PriorityStore implements LocalStore {
  readonly #heap: Ranked[] = [];
  #serial = 0;

  get count(): number {
    return this.#heap.length;
  }

  add(item: unknown, priority: number): void {
    this.#serial += 1;
    const added = { item, priority, serial: this.#serial };
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !comesBefore(added, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = added;
  }

  take(): unknown {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sink(last);
    return first?.item;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  /** Puts `moved` where it belongs, from the top, where there is a gap. */
  #sink(moved: Ranked): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      const [left, right] = [heap[2 * place + 1], heap[2 * place + 2]];
      if (left === undefined) break;
      const isRight = right !== undefined && comesBefore(right, left);
      const child = isRight ? right : left;
      if (!comesBefore(child, moved)) break;
      heap[place] = child;
      place = 2 * place + (isRight ? 2 : 1);
    }
    heap[place] = moved;
  }
}

function comesBefore(one: Ranked, other: Ranked): boolean {
  if (one.priority !== other.priority) return one.priority < other.priority;
  return one.serial < other.serial;
}

function slots(length: number): unknown[] {
  return Array.from({ length });
}
