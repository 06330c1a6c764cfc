/** A small message. */
export interface Item {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** A small message, each a little different. */
export function item(index: number): Item {
  return { id: index, name: `job ${index & 1023}`, args: [index, "text", true] };
}
