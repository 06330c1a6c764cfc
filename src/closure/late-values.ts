/** A variable that gets its value after a class is there: of which function or cell, and which one. */
export type Waiting = readonly [holder: object, place: number];

/**
 * The classes of a message that are just being written. What they use while they are evaluated is written ahead of them;
 * a function or cell among it that refers back to the class gets this one variable afterwards, from the class.
 */
export class LateValues {
  #unfinished: Map<unknown, Waiting[]> | undefined;

  /** From now on nothing can refer to the class. */
  begin(value: Function): void {
    (this.#unfinished ??= new Map<unknown, Waiting[]>()).set(value, []);
  }

  /** The class can be referred to; gives who has waited for it, or undefined when nobody has. */
  end(value: Function): readonly Waiting[] | undefined {
    const waiting = this.#unfinished?.get(value);
    this.#unfinished?.delete(value);
    return waiting === undefined || waiting.length === 0 ? undefined : waiting;
  }

  isUnfinished(value: unknown): boolean {
    return this.#unfinished?.has(value) === true;
  }

  /** Gives the values of a function or cell, without those that can't be referred to yet. */
  values(holder: object, values: readonly unknown[]): readonly unknown[] {
    const unfinished = this.#unfinished;
    if (unfinished === undefined || unfinished.size === 0) return values;
    return values.map((value, place) => {
      const waiting = unfinished.get(value);
      waiting?.push([holder, place]);
      return waiting === undefined ? value : undefined;
    });
  }
}
