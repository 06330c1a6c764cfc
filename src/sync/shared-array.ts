import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import { MisuseError } from "../errors.ts";
import type { WaitOptions } from "../task/wait.ts";
import { OwnLock, type DataLock, type DataOptions, type LockParts } from "./data-lock.ts";
import {
  checkElement,
  checkType,
  toArray,
  type Element,
  type ElementArray,
  type ElementOf,
  type ElementType,
} from "./element-type.ts";
import {
  SharedArrayState,
  sharedArrayKind,
  type SharedArraySettings,
} from "./shared-array-state.ts";
import { createShared, reviveShared, type SharedObject } from "./shared-object.ts";

/** How a {@link SharedArray} is made. */
export interface SharedArrayOptions extends DataOptions {}

/** What a handle of an array says. */
interface ArrayParts extends LockParts {
  readonly object: unknown;
  readonly type: ElementType;
  readonly length: number;
}

/** Options of an array that is there already. */
class Revived implements SharedArrayOptions {
  readonly object: SharedObject<SharedArrayState>;
  readonly lock: DataLock | undefined;
  readonly made: boolean;

  constructor({ object, lock, made }: ArrayParts) {
    this.object = reviveShared(sharedArrayKind, object);
    this.lock = lock;
    this.made = made;
  }
}

/** The length is written into one word. */
const LONGEST = 2 ** 32 - 1;

/**
 * A row of numbers of one type and a fixed length that threads and processes share. It can be captured by functions, and
 * sent as an argument, a result or in a message.
 *
 * Each method about one element is one piece: nobody ever sees half of a number, and with `add`, `exchange` and
 * `compareExchange` no change is lost. Methods about many elements (`slice`, `fill`, `set` with several values, and
 * iterating) see and change one after the other. None of them takes the lock or waits; so whoever does more than one
 * step does it in `update`, or holds the lock, and so must all others who change the array.
 *
 * What can be stored as which type is the same as for a {@link Value}.
 *
 * @example
 *     const squares = new SharedArray("float64", 1000);
 *     await pool.map((index) => squares.set(index, index ** 2), indices);
 *     console.log(squares.view.subarray(0, 10));
 */
export class SharedArray<Type extends ElementType = ElementType> implements Iterable<
  ElementOf<Type>
> {
  /** What the elements are stored as. */
  readonly type: Type;
  /** How many elements there are. */
  readonly length: number;
  readonly #object: SharedObject<SharedArrayState>;
  readonly #own: OwnLock;

  static {
    // As a method this would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, handle, {
      value(this: SharedArray): HandleDescription {
        return this.#describe();
      },
    });
  }

  /**
   * `content` is the length, and then all elements are 0 at first, or the elements. Throws MisuseError for what is no
   * such type, length or number, and MemoryFullError when there is no room.
   */
  constructor(
    type: Type,
    content: number | Iterable<ElementOf<Type>>,
    options: SharedArrayOptions = {},
  ) {
    checkType(type);
    this.type = type;
    if (options instanceof Revived) {
      // A revived array is given its length.
      this.length = content as number;
      this.#object = options.object;
      this.#own = new OwnLock(options);
    } else {
      const settings = settingsOf(type, content);
      this.length = settings.length;
      this.#own = OwnLock.from(options);
      this.#object = createShared(sharedArrayKind, settings, options.name);
    }
  }

  /** An element. Throws RangeError when there is no such one. */
  get(index: number): ElementOf<Type> {
    return this.#out(this.#object.state.get(this.#within(index)));
  }

  /** An element, counted from the end when `index` is negative, or undefined when there is no such one. */
  at(index: number): ElementOf<Type> | undefined {
    const place = index < 0 ? index + this.length : index;
    return place >= 0 && place < this.length ? this.get(place) : undefined;
  }

  /** Replaces an element. Throws RangeError when there is no such one. */
  set(index: number, value: ElementOf<Type>): void;
  /**
   * Replaces as many elements as there are values, the first at `start` (default: 0). Throws RangeError when they don't
   * fit in; then nothing has been replaced.
   */
  set(values: Iterable<ElementOf<Type>>, start?: number): void;
  set(indexOrValues: number | Iterable<ElementOf<Type>>, value?: Element): void {
    const { state } = this.#object;
    if (typeof indexOrValues === "number") {
      state.set(this.#within(indexOrValues), checkElement(this.type, value));
      return;
    }
    const values = toArray(this.type, indexOrValues);
    const start = value === undefined ? 0 : this.#boundary(value);
    if (start + values.length > this.length) {
      throw new RangeError(
        `${values.length} values from index ${start} on don't fit into an array of ${this.length}`,
      );
    }
    state.write(start, values);
  }

  /** Adds to an element in one piece, and gives what it was before. Throws RangeError when there is no such one. */
  add(index: number, amount: ElementOf<Type>): ElementOf<Type> {
    const { state } = this.#object;
    return this.#out(state.add(this.#within(index), checkElement(this.type, amount)));
  }

  /** Replaces an element in one piece, and gives what it was before. Throws RangeError when there is no such one. */
  exchange(index: number, value: ElementOf<Type>): ElementOf<Type> {
    const { state } = this.#object;
    return this.#out(state.exchange(this.#within(index), checkElement(this.type, value)));
  }

  /**
   * Replaces an element if it is `expected`, in one piece, and gives what it was before in any case, as
   * {@link Value.compareExchange} does. Throws RangeError when there is no such element.
   */
  compareExchange(
    index: number,
    expected: ElementOf<Type>,
    replacement: ElementOf<Type>,
  ): ElementOf<Type> {
    const wanted = checkElement(this.type, expected);
    const next = checkElement(this.type, replacement);
    return this.#out(this.#object.state.compareExchange(this.#within(index), wanted, next));
  }

  /**
   * The elements themselves as a typed array: no copy, and the fastest way to many of them. Plain reads and writes of it
   * are not ordered against those of other threads: for that use `Atomics`, this class or the lock. It must not be used
   * any more when the array has been closed here; and since its `buffer` also has what isn't the array's, send the array
   * instead of it. Throws MisuseError where memory can't be shared, and a broker keeps the elements instead.
   */
  get view(): ElementArray<Type> {
    const { state } = this.#object;
    if (!(state instanceof SharedArrayState)) {
      throw new MisuseError(
        "there is no view of a SharedArray where its memory isn't mapped into this thread; use get, set and slice",
      );
    }
    // The state's elements are of this type.
    return state.view as ElementArray<Type>;
  }

  /** A copy of the elements from `start` on and before `end`; both count from the end when they are negative. */
  slice(start = 0, end: number = this.length): ElementArray<Type> {
    const first = this.#clamp(start);
    const copy = this.#object.state.read(first, Math.max(first, this.#clamp(end)));
    // The state's elements are of this type.
    return copy as ElementArray<Type>;
  }

  /** Sets the elements from `start` on and before `end` to one value; both count from the end when they are negative. */
  fill(value: ElementOf<Type>, start = 0, end: number = this.length): this {
    const first = this.#clamp(start);
    const { state } = this.#object;
    state.fill(checkElement(this.type, value), first, Math.max(first, this.#clamp(end)));
    return this;
  }

  /** The elements one after the other, each as it is when its turn comes. */
  *[Symbol.iterator](): Generator<ElementOf<Type>, void, undefined> {
    for (let index = 0; index < this.length; index += 1) yield this.get(index);
  }

  /** The lock that `update` takes. Throws MisuseError when there is none. */
  get lock(): DataLock {
    return this.#own.get("SharedArray");
  }

  /**
   * Waits for the lock and holds it while `change` runs, whose result it gives. What coroutines of one call do while
   * `change` waits for something is only kept apart by a Lock, not by an RLock, which they own together. Rejects with
   * TimeoutError or the signal's reason when the lock doesn't come; then `change` hasn't been called.
   */
  async update<Result>(
    change: (array: this) => Result | Promise<Result>,
    options?: WaitOptions,
  ): Promise<Result> {
    return this.lock.run(() => change(this), options);
  }

  /** The same, but blocks the thread while it waits for the lock. Throws MisuseError where that is not allowed. */
  updateSync<Result>(change: (array: this) => Result, options?: WaitOptions): Result {
    return this.lock.runSync(() => change(this), options);
  }

  /** This thread lets go of the array, and of the lock if that was made for it. Idempotent. */
  close(): void {
    this.#object.close();
    this.#own.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #describe(): HandleDescription {
    const { type, length } = this;
    const object = this.#object.travel();
    const parts: ArrayParts = { type, length, object, ...this.#own.parts };
    return { type: "skein.SharedArray", data: parts, module: import.meta.url };
  }

  #within(index: number): number {
    if (Number.isInteger(index) && index >= 0 && index < this.length) return index;
    throw new RangeError(`there is no index ${index} in an array of ${this.length}`);
  }

  #boundary(start: Element): number {
    const place = Number(start);
    return place === this.length ? place : this.#within(place);
  }

  /** An index as `Array.prototype.slice` takes it, within the array. */
  #clamp(index: number): number {
    const place = Math.trunc(index) || 0;
    return Math.min(Math.max(place < 0 ? place + this.length : place, 0), this.length);
  }

  #out(value: Element): ElementOf<Type> {
    // The state's elements are of this type.
    return value as ElementOf<Type>;
  }
}

/** Makes an array again from its handle. */
export function reviveSharedArray(data: unknown): SharedArray {
  // Only arrays make handles of this type.
  const parts = data as ArrayParts;
  return new SharedArray(parts.type, parts.length, new Revived(parts));
}

/** What arrives here. */
export const handles: HandleTypes = { "skein.SharedArray": reviveSharedArray };

function settingsOf(type: ElementType, content: number | Iterable<Element>): SharedArraySettings {
  if (typeof content !== "number") {
    const values = toArray(type, content);
    return { type, length: values.length, values };
  }
  if (!Number.isInteger(content) || content < 0 || content > LONGEST)
    throw new MisuseError(`an array can't have ${content} elements`);
  return { type, length: content, values: undefined };
}
