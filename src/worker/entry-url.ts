/**
 * The file beside `importer` that a worker begins with: `name` with the ending that the importer itself has, since the
 * package may run as compiled JavaScript or as its own TypeScript source.
 */
export function entryUrl(name: string, importer: string): URL {
  return new URL(importer.endsWith(".ts") ? `./${name}.ts` : `./${name}.js`, importer);
}
