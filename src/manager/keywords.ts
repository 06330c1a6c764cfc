/** Arguments that are given by name; see {@link keywords}. */
export class Keywords {
  readonly values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.values = values;
  }
}

/**
 * As the last argument of a method of an object in Python: arguments by name.
 *
 * @example
 *     await model.train(rows, keywords({ epochs: 3 }));
 */
export function keywords(values: Readonly<Record<string, unknown>>): Keywords {
  return new Keywords(values);
}

/** Takes the arguments by name from the end of the others. */
export function splitKeywords(
  args: readonly unknown[],
): [args: readonly unknown[], keywords: Readonly<Record<string, unknown>> | undefined] {
  const last = args.at(-1);
  return last instanceof Keywords ? [args.slice(0, -1), last.values] : [args, undefined];
}
