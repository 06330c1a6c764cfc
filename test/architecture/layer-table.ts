/** The row of one folder (or root file) in the layer table of src/README.md. */
export interface Layer {
  readonly place: string;
  /** Planned: the folder doesn't exist yet. */
  readonly later: boolean;
  /** Folders and root files of src/; `*` stands for all. */
  readonly mayImport: ReadonlySet<string>;
  /** Packages of package.json's `dependencies`. */
  readonly mayUse: ReadonlySet<string>;
}

const row = /^\| *`([^`]+)` *\|([^|]*)\|([^|]*)\|/gm;

/**
 * Reads the rows `| folder | what it is | may import |`. Names stand in backticks, packages as `npm:name`; a
 * description that begins with "later:" marks a folder that is planned.
 */
export function readLayerTable(markdown: string): Map<string, Layer> {
  const layers = new Map<string, Layer>();
  for (const [, folder = "", description = "", imports = ""] of markdown.matchAll(row)) {
    const place = folder.replace(/\/$/, "");
    if (layers.has(place)) throw new Error(`the layer table has two rows for ${place}`);
    const names = [...imports.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
    layers.set(place, {
      place,
      later: description.trim().startsWith("later:"),
      mayImport: new Set(names.filter((name) => !name.startsWith("npm:"))),
      mayUse: new Set(
        names.filter((name) => name.startsWith("npm:")).map((name) => name.slice("npm:".length)),
      ),
    });
  }
  if (layers.size === 0) throw new Error("found no layer table");
  return layers;
}
