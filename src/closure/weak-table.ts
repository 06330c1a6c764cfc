/**
 * Objects by name for as long as somebody else holds them; the latest `keep` are held by the table itself. An entry goes
 * away with its object.
 */
export class WeakTable<Value extends object> {
  readonly #entries = new Map<string, WeakRef<Value>>();
  readonly #kept = new Set<Value>();
  readonly #keep: number;
  readonly #registry = new FinalizationRegistry<string>((name) => {
    // Another object may have come under the name meanwhile.
    if (this.#entries.get(name)?.deref() === undefined) this.#entries.delete(name);
  });

  constructor(keep: number = 0) {
    this.#keep = keep;
  }

  get size(): number {
    return this.#entries.size;
  }

  set(name: string, value: Value): void {
    this.#entries.set(name, new WeakRef(value));
    this.#registry.register(value, name);
    this.#touch(value);
  }

  get(name: string): Value | undefined {
    const value = this.#entries.get(name)?.deref();
    if (value !== undefined) this.#touch(value);
    return value;
  }

  #touch(value: Value): void {
    if (this.#keep === 0) return;
    this.#kept.delete(value);
    this.#kept.add(value);
    if (this.#kept.size <= this.#keep) return;
    // A Set gives its members in the order in which they came.
    for (const oldest of this.#kept) {
      this.#kept.delete(oldest);
      return;
    }
  }
}
