/** A name of this package that a table names, such as `Pool.map` of "skein". */
export interface NamedName {
  readonly module: string;
  readonly name: string;
  readonly member: string | undefined;
}

/**
 * The names in the second columns of tables whose second heading is a module: "| Python | `skein/web` | … |". Of
 * `new Pool(4)` and `fork(() => 1)` it is what is called.
 */
export function namedNames(text: string): NamedName[] {
  const names: NamedName[] = [];
  let module: string | undefined;
  for (const line of text.split("\n")) {
    const [, , cell = ""] = line.split(/(?<!\\)\|/);
    if (!line.startsWith("|")) module = undefined;
    else if (/^ *`skein(?:\/[a-z]+)?` *$/.test(cell)) module = cell.trim().slice(1, -1);
    else if (module !== undefined) names.push(...namesIn(cell, module));
  }
  return names;
}

function namesIn(cell: string, module: string): NamedName[] {
  return [...cell.matchAll(/`(?:new )?([A-Za-z]+)(?:\.([A-Za-z]+))?(?:\(.*?\))?`/g)].map(
    ({ 1: name = "", 2: member }) => ({ module, name, member }),
  );
}

/** Whether a module has the name, and the class or object of this name the member; undefined: not as a value. */
export function isValue(
  { name, member }: NamedName,
  exported: Readonly<Record<string, unknown>>,
): boolean | undefined {
  const value = exported[name];
  if (value === undefined) return undefined;
  if (member === undefined) return true;
  return [value, Reflect.get(Object(value), "prototype")].some(
    (holder) => holder !== undefined && member in Object(holder),
  );
}

/** A program that compiles only if these names are types that have these members. */
export function typesProgram(names: readonly NamedName[]): string {
  const lines = names.map(
    ({ module, name, member }, index) =>
      `import type { ${name} as Type${index} } from ${JSON.stringify(module)};\n` +
      `export type Member${index} = Type${index}${member === undefined ? "" : `["${member}"]`};\n`,
  );
  return lines.join("");
}
