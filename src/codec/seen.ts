/** Up to this many objects a linear search beats a hash table, for which V8 must give each object a hash first. */
const FEW = 8;

/**
 * The objects of a message in the order in which they came; the place in it is the reference number. Nothing is hashed
 * until there are more than a few, and no number is stored until an object comes again.
 */
export class Seen {
  readonly #few: object[] = [];
  #many: Set<object> | undefined;
  #numbers: Map<object, number> | undefined;

  /** How many objects have come. */
  get size(): number {
    return this.#many?.size ?? this.#few.length;
  }

  /** Gives the number of an object that has come before, or takes it in and gives -1. */
  number(value: object): number {
    if (this.#many !== undefined) return this.#numberInMany(this.#many, value);
    const few = this.#few;
    for (let index = 0; index < few.length; index += 1) if (few[index] === value) return index;
    few.push(value);
    if (few.length > FEW) this.#many = new Set(few);
    return -1;
  }

  /** Gives the number of an object that has come before, or -1. */
  find(value: object): number {
    if (this.#many === undefined) return this.#few.indexOf(value);
    return this.#many.has(value) ? this.#numbered(this.#many, value) : -1;
  }

  /** Forgets all that came after the first `size`. */
  truncate(size: number): void {
    this.#numbers = undefined;
    if (this.#many === undefined) {
      this.#few.length = size;
      return;
    }
    const kept = [...this.#many].slice(0, size);
    this.clear();
    for (const value of kept) this.number(value);
  }

  /** Forgets all. */
  clear(): void {
    this.#few.length = 0;
    this.#many = undefined;
    this.#numbers = undefined;
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
