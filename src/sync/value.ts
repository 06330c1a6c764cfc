import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import type { WaitOptions } from "../task/wait.ts";
import { OwnLock, type DataLock, type DataOptions, type LockParts } from "./data-lock.ts";
import {
  checkElement,
  checkType,
  zeroOf,
  type Element,
  type ElementOf,
  type ElementType,
} from "./element-type.ts";
import { createShared, reviveShared, type SharedObject } from "./shared-object.ts";
import { valueKind, type ValueState } from "./value-state.ts";

/** How a {@link Value} is made. */
export interface ValueOptions extends DataOptions {}

/** What a handle of a value says. */
interface ValueParts extends LockParts {
  readonly object: unknown;
  readonly type: ElementType;
}

/** Options of a value that is there already. */
class Revived implements ValueOptions {
  readonly object: SharedObject<ValueState>;
  readonly lock: DataLock | undefined;
  readonly made: boolean;

  constructor({ object, lock, made }: ValueParts) {
    this.object = reviveShared(valueKind, object);
    this.lock = lock;
    this.made = made;
  }
}

/**
 * One number that threads and processes share. It can be captured by functions, and sent as an argument, a result or in
 * a message.
 *
 * Each read and each change is one piece: nobody ever sees half of a number, and with `add`, `exchange` and
 * `compareExchange` no change is lost. None of them takes the lock or waits; so whoever does more than one step
 * (`value.value = value.value * 2`) does it in `update`, or holds the lock, and so must all others who change the value.
 *
 * A whole number that is too large for its type is cut to the bits that there is room for: 2**31 is -2**31 as int32.
 * What can't be stored as the type at all, such as 1.5 as int32, is a MisuseError. Python's codes for the types are in
 * {@link ElementType}.
 *
 * @example
 *     const done = new Value("int32", 0);
 *     await pool.map(() => void done.add(1), inputs);
 *     console.log(done.value);
 */
export class Value<Type extends ElementType = ElementType> {
  /** What the number is stored as. */
  readonly type: Type;
  readonly #object: SharedObject<ValueState>;
  readonly #own: OwnLock;

  static {
    // As a method this would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, handle, {
      value(this: Value): HandleDescription {
        return this.#describe();
      },
    });
  }

  /** `initial` is 0 by default. Throws MisuseError for what is no such type, or no such number. */
  constructor(type: Type, initial?: ElementOf<Type>, options: ValueOptions = {}) {
    checkType(type);
    this.type = type;
    if (options instanceof Revived) {
      this.#object = options.object;
      this.#own = new OwnLock(options);
    } else {
      const settings = { type, initial: checkElement(type, initial ?? zeroOf(type)) };
      this.#own = OwnLock.from(options);
      this.#object = createShared(valueKind, settings, options.name);
    }
  }

  /** The number, read in one piece. Setting it replaces it in one piece. Neither takes the lock. */
  get value(): ElementOf<Type> {
    return this.#out(this.#object.state.get());
  }

  set value(value: ElementOf<Type>) {
    this.#object.state.set(checkElement(this.type, value));
  }

  /** The same as reading `value`. */
  get(): ElementOf<Type> {
    return this.value;
  }

  /** The same as setting `value`. */
  set(value: ElementOf<Type>): void {
    this.value = value;
  }

  /** Adds to the number in one piece, and gives what it was before, as `Atomics.add` does. */
  add(amount: ElementOf<Type>): ElementOf<Type> {
    return this.#out(this.#object.state.add(checkElement(this.type, amount)));
  }

  /** Replaces the number in one piece, and gives what it was before. */
  exchange(value: ElementOf<Type>): ElementOf<Type> {
    return this.#out(this.#object.state.exchange(checkElement(this.type, value)));
  }

  /**
   * Replaces the number if it is `expected`, in one piece, and gives what it was before in any case: who gets what was
   * expected has replaced it. Floating-point numbers are compared by value: 0 is -0, and NaN is NaN.
   */
  compareExchange(expected: ElementOf<Type>, replacement: ElementOf<Type>): ElementOf<Type> {
    const { type } = this;
    const { state } = this.#object;
    return this.#out(
      state.compareExchange(checkElement(type, expected), checkElement(type, replacement)),
    );
  }

  /** The lock that `update` takes. Throws MisuseError when there is none. */
  get lock(): DataLock {
    return this.#own.get("Value");
  }

  /**
   * Waits for the lock, sets the number to what `change` makes of it, and gives that. What `change` throws leaves the
   * number as it was. `change` can't wait for anything: whoever must, holds the `lock` meanwhile. Rejects with
   * TimeoutError or the signal's reason when the lock doesn't come; then nothing has happened.
   */
  async update(
    change: (value: ElementOf<Type>) => ElementOf<Type>,
    options?: WaitOptions,
  ): Promise<ElementOf<Type>> {
    return this.lock.run(() => (this.value = change(this.value)), options);
  }

  /** The same, but blocks the thread while it waits for the lock. Throws MisuseError where that is not allowed. */
  updateSync(
    change: (value: ElementOf<Type>) => ElementOf<Type>,
    options?: WaitOptions,
  ): ElementOf<Type> {
    return this.lock.runSync(() => (this.value = change(this.value)), options);
  }

  /** This thread lets go of the value, and of the lock if that was made for it. Idempotent. */
  close(): void {
    this.#object.close();
    this.#own.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #describe(): HandleDescription {
    const { type } = this;
    const parts: ValueParts = { type, object: this.#object.travel(), ...this.#own.parts };
    return { type: "skein.Value", data: parts, module: import.meta.url, constant: true };
  }

  #out(value: Element): ElementOf<Type> {
    // The state's elements are of this type.
    return value as ElementOf<Type>;
  }
}

/** Makes a value again from its handle. */
export function reviveValue(data: unknown): Value {
  // Only values make handles of this type.
  const parts = data as ValueParts;
  return new Value(parts.type, undefined, new Revived(parts));
}

/** What arrives here. */
export const handles: HandleTypes = { "skein.Value": reviveValue };
