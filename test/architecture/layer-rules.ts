import type { HouseFile, Import } from "./house.ts";
import type { Layer } from "./layer-table.ts";

type LayerTable = ReadonlyMap<string, Layer>;

/** Imports that the table doesn't allow. What every place may import is the table's row `*`. */
export function forbiddenArrows(files: readonly HouseFile[], table: LayerTable): string[] {
  return files.flatMap((file) =>
    file.imports
      .filter((each) => !mayImport(file, each, table))
      .map((each) => `${file.path}:${each.line} imports ${each.specifier}`),
  );
}

function mayImport(file: HouseFile, { target, specifier }: Import, table: LayerTable): boolean {
  const layer = table.get(file.place);
  if (layer === undefined) return true; // reported by placesOffTheTable
  if (target === undefined) return specifier.startsWith("node:") || layer.mayUse.has(specifier);
  const place = target.split("/")[0] ?? target;
  if (place === file.place || layer.mayImport.has("*") || layer.mayImport.has(place)) return true;
  return table.get("*")?.mayImport.has(place) ?? false;
}

/** Places that exist and have no row, rows marked "later" that exist, and rows whose place is gone. */
export function placesOffTheTable(files: readonly HouseFile[], table: LayerTable): string[] {
  const places = new Set(files.map((file) => file.place));
  const unknown = [...places].filter((place) => !table.has(place));
  const arrived = [...places].filter((place) => table.get(place)?.later === true);
  const gone = [...table.values()].filter(
    ({ place, later }) => place !== "*" && !later && !places.has(place),
  );
  return [
    ...unknown.map((place) => `${place} has no row in the table`),
    ...arrived.map((place) => `${place} exists, so it is no longer "later"`),
    ...gone.map(({ place }) => `${place} is in the table and doesn't exist`),
  ];
}

/** Imports of files that don't exist, such as one that misses its `.ts` ending. */
export function missingTargets(files: readonly HouseFile[]): string[] {
  const paths = new Set(files.map((file) => file.path));
  return files.flatMap((file) =>
    file.imports
      .filter(({ target }) => target !== undefined && !paths.has(target))
      .map(({ line, specifier }) => `${file.path}:${line} imports ${specifier}, which isn't there`),
  );
}

/** Circles of files that import each other, type-only imports included; each circle is told once. */
export function importCycles(files: readonly HouseFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const file = byPath.get(path);
    if (file === undefined || finished.has(path)) return;
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
      return;
    }
    for (const { target } of file.imports) {
      if (target !== undefined) visit(target, [...trail, path]);
    }
    finished.add(path);
  };
  for (const path of byPath.keys()) visit(path, []);
  return cycles;
}
