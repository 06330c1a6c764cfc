/** Built-in objects that structured clone loses: the name of the global class and what its constructor gets. */
interface PlatformClass {
  readonly name: string;
  readonly args: (value: never) => readonly unknown[];
}

/** The place in this list is what travels: add at the end only. */
const classes: readonly PlatformClass[] = [
  { name: "URL", args: (value: URL) => [value.href] },
  { name: "URLSearchParams", args: (value: URLSearchParams) => [value.toString()] },
  { name: "Headers", args: (value: Headers) => [[...value]] },
  { name: "TextEncoder", args: () => [] },
  {
    name: "TextDecoder",
    args: (value: InstanceType<typeof TextDecoder>) => [
      value.encoding,
      { fatal: value.fatal, ignoreBOM: value.ignoreBOM },
    ],
  },
  { name: "Intl.Collator", args: localeAndOptions },
  { name: "Intl.DateTimeFormat", args: localeAndOptions },
  { name: "Intl.NumberFormat", args: localeAndOptions },
  { name: "Intl.PluralRules", args: localeAndOptions },
  { name: "Intl.RelativeTimeFormat", args: localeAndOptions },
  { name: "Intl.ListFormat", args: localeAndOptions },
  { name: "Intl.DisplayNames", args: localeAndOptions },
  { name: "Intl.Segmenter", args: localeAndOptions },
  { name: "Intl.Locale", args: (value: Intl.Locale) => [value.toString()] },
];

function localeAndOptions(value: { resolvedOptions(): object }): readonly unknown[] {
  const { locale, ...options } = value.resolvedOptions() as { readonly locale: string };
  return [locale, options];
}

/** How a built-in object is made again. */
export interface PlatformReduction {
  readonly index: number;
  readonly args: readonly unknown[];
}

/** Gives how `value` is made again when it is directly of one of these classes. */
export function reducePlatform(value: object): PlatformReduction | undefined {
  const name: unknown = value.constructor?.name;
  const index = classes.findIndex(
    (each) => each.name === name || each.name === `Intl.${String(name)}`,
  );
  const found = classes[index];
  // The global is only looked at when the name fits: some load much code the first time they are named.
  if (found === undefined || globalClass(found.name)?.prototype !== Object.getPrototypeOf(value))
    return undefined;
  // Its prototype says that it is of this class.
  return { index, args: found.args(value as never) };
}

/** Makes the object again. Throws when there's no such class, and what the class throws. */
export function revivePlatform(index: number, args: readonly unknown[]): object {
  const type = globalClass(classes[index]?.name ?? "");
  if (type === undefined) throw new TypeError("there is no such class");
  return Reflect.construct(type, args) as object;
}

function globalClass(path: string): Function | undefined {
  let value: unknown = globalThis;
  for (const name of path.split("."))
    value = (value as Record<string, unknown> | undefined)?.[name];
  return typeof value === "function" ? value : undefined;
}
