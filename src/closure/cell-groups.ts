import { Cell } from "./cell.ts";
import type { CodeRecord } from "./function-record.ts";
import type { PlannedBinding } from "./plan.ts";
import type { Scope } from "./scope.ts";

/** One run of a scope, as far as the functions of a payload show it. */
interface Group {
  readonly cells: Map<string, Cell>;
  /** Which function objects have been made in it. */
  readonly owners: Map<object, Function>;
}

/**
 * The cells of one payload. The engine doesn't tell whether two functions share a variable or have one of the same name
 * each (from two calls of the function around them); so they are taken to share it when the values are the same and
 * nothing speaks against it.
 */
export class CellGroups {
  readonly #groups = new Map<Scope, Group[]>();

  /** Gives the values of a function with those in cells that are assigned to. */
  put(
    record: CodeRecord,
    bindings: readonly PlannedBinding[],
    values: readonly unknown[],
  ): readonly unknown[] {
    if (!bindings.some(({ source }) => source === "cell")) return values;
    const cells = this.#cellsFor(record, bindings, values);
    return bindings.map(({ source, name }, index) =>
      source === "cell" ? cells.get(name) : values[index],
    );
  }

  #cellsFor(
    record: CodeRecord,
    bindings: readonly PlannedBinding[],
    values: readonly unknown[],
  ): Map<string, Cell> {
    const cells = new Map<string, Cell>();
    for (const [scope, own] of byScope(bindings, values)) {
      const group = this.#group(record, scope, own);
      group.owners.set(record.code, record.value);
      for (const [name, value] of own) {
        let cell = group.cells.get(name);
        if (cell === undefined) group.cells.set(name, (cell = new Cell(value)));
        cells.set(name, cell);
      }
    }
    return cells;
  }

  #group(record: CodeRecord, scope: Scope, own: ReadonlyMap<string, unknown>): Group {
    let groups = this.#groups.get(scope);
    if (groups === undefined) this.#groups.set(scope, (groups = []));
    const isSingle = isMadeOnce(record, scope);
    let group = groups.find((each) => {
      const maker = isSingle ? each.owners.get(record.code) : undefined;
      return (maker === undefined || maker === record.value) && agrees(each, own);
    });
    if (group === undefined) groups.push((group = { cells: new Map(), owners: new Map() }));
    return group;
  }
}

function byScope(
  bindings: readonly PlannedBinding[],
  values: readonly unknown[],
): Map<Scope, Map<string, unknown>> {
  const scopes = new Map<Scope, Map<string, unknown>>();
  for (const [index, { source, name, free }] of bindings.entries()) {
    const scope = free?.binding?.scope;
    if (source !== "cell" || scope === undefined) continue;
    const own = scopes.get(scope) ?? new Map<string, unknown>();
    scopes.set(scope, own.set(name, values[index]));
  }
  return scopes;
}

/** Whether one run of the scope makes one object of this function: then another object is of another run. */
function isMadeOnce({ script, code }: CodeRecord, scope: Scope): boolean {
  if (scope === script.root || code.inLoop) return false;
  const { parent } = code;
  const around = parent?.kind === "class" ? undefined : parent?.scope;
  return around !== undefined && scope.functionScope.isInside(around);
}

function agrees(group: Group, own: ReadonlyMap<string, unknown>): boolean {
  for (const [name, value] of own) {
    const cell = group.cells.get(name);
    if (cell !== undefined && !Object.is(cell.v, value)) return false;
  }
  return true;
}
