/** Up to this many objects a linear search beats a hash table, for which V8 must give each object a hash first. */
const FEW = 8;

/**
 * The objects of a message in the order in which they came; the place in it is the reference number. Nothing is hashed
 * until there are more than a few, and no number is stored until an object comes again.
 */
export class Seen {
  readonly #few: (object | undefined)[] = Array.from({ length: FEW });
  #count = 0;
  #many: Set<object> | undefined;
  #numbers: Map<object, number> | undefined;

  /** How many objects have come. */
  get size(): number {
    return this.#many?.size ?? this.#count;
  }

  /** Gives the number of an object that has come before, or takes it in and gives -1. */
  number(value: object): number {
    if (this.#many !== undefined) return this.#numberInMany(this.#many, value);
    const few = this.#few;
    const count = this.#count;
    for (let index = 0; index < count; index += 1) if (few[index] === value) return index;
    if (count === FEW) return this.#startMany(value);
    few[count] = value;
    this.#count = count + 1;
    return -1;
  }

  /** Gives the number of an object that has come before, or -1. */
  find(value: object): number {
    // What is left over behind the count is undefined.
    if (this.#many === undefined) return this.#few.indexOf(value);
    return this.#many.has(value) ? this.#numbered(this.#many, value) : -1;
  }

  /** Forgets all that came after the first `size`. */
  truncate(size: number): void {
    const kept = this.#all().slice(0, size);
    this.clear();
    for (const value of kept) this.number(value);
  }

  /** Forgets all; the memory for a few is kept. */
  clear(): void {
    const few = this.#few;
    for (let index = this.#count - 1; index >= 0; index -= 1) few[index] = undefined;
    this.#count = 0;
    this.#many = undefined;
    this.#numbers = undefined;
  }

  #all(): object[] {
    return [...(this.#many ?? this.#few)].filter((value) => value !== undefined);
  }

  #startMany(value: object): number {
    this.#many = new Set(this.#all());
    this.#many.add(value);
    return -1;
  }

  #numberInMany(many: Set<object>, value: object): number {
    const { size } = many;
    many.add(value);
    if (many.size === size) return this.#numbered(many, value);
    this.#numbers?.set(value, size);
    return -1;
  }

  #numbered(many: Set<object>, value: object): number {
    if (this.#numbers === undefined) {
      this.#numbers = new Map();
      // A Set keeps the order in which its members came.
      for (const member of many) this.#numbers.set(member, this.#numbers.size);
    }
    return this.#numbers.get(value) ?? -1;
  }
}
