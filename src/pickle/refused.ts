/** Thrown inside the encoder; `encodePickle` looks for the way to the offender and makes a NotSendableError of it. */
export class Refused extends Error {
  readonly offender: unknown;

  constructor(offender: unknown, reason: string) {
    super(reason);
    this.offender = offender;
  }
}

/** Gives the way from a value to what is inside it, or none when it isn't found through data alone. */
export function pathTo(value: unknown, offender: unknown): readonly string[] {
  const seen = new Set<unknown>();
  let places: { value: unknown; path: readonly string[] }[] = [{ value, path: ["the value"] }];
  while (places.length > 0) {
    const next: typeof places = [];
    for (const place of places) {
      if (Object.is(place.value, offender)) return place.path;
      if (typeof place.value !== "object" || place.value === null || seen.has(place.value))
        continue;
      seen.add(place.value);
      for (const [name, item] of itemsOf(place.value))
        next.push({ value: item, path: [...place.path.slice(0, 20), name] });
    }
    places = next;
  }
  return ["the value"];
}

function itemsOf(value: object): [string, unknown][] {
  if (ArrayBuffer.isView(value)) return [];
  if (!isIterable(value)) return Object.entries(value);
  let count = 0;
  const isMap = "get" in value;
  return [...value].flatMap((item: unknown): [string, unknown][] => {
    const name = `[${count++}]`;
    if (!isMap || !Array.isArray(item)) return [[name, item]];
    return [
      [`key ${name}`, item[0]],
      [typeof item[0] === "string" ? `.${item[0]}` : name, item[1]],
    ];
  });
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}
