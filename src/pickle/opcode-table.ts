import { Op } from "./opcodes.ts";

/** What follows an opcode: so many bytes, or a length in so many bytes and then as many. */
interface Shape {
  readonly fixed: number;
  /** Bytes of the length; 0 when nothing of variable length follows. */
  readonly prefix: 0 | 1 | 4 | 8;
  /** The first protocol that has it. */
  readonly protocol: 2 | 3 | 4 | 5;
}

function shapes(): readonly (Shape | undefined)[] {
  const table: (Shape | undefined)[] = Array.from({ length: 256 });
  const set = (codes: readonly number[], shape: Partial<Shape>): void => {
    for (const code of codes) table[code] = { fixed: 0, prefix: 0, protocol: 2, ...shape };
  };
  set([Op.mark, Op.none, Op.append, Op.appends, Op.setitem, Op.setitems, Op.tuple], {});
  set([Op.emptyTuple, Op.emptyList, Op.emptyDict, Op.tuple1, Op.tuple2, Op.tuple3], {});
  set([Op.newtrue, Op.newfalse], {});
  set([Op.binint1, Op.binget, Op.binput], { fixed: 1 });
  set([Op.binint2], { fixed: 2 });
  set([Op.binint, Op.longBinget, Op.longBinput], { fixed: 4 });
  set([Op.binfloat], { fixed: 8 });
  set([Op.long1, Op.shortBinstring], { prefix: 1 });
  set([Op.long4, Op.binunicode, Op.binstring], { prefix: 4 });
  set([Op.shortBinbytes], { prefix: 1, protocol: 3 });
  set([Op.binbytes], { prefix: 4, protocol: 3 });
  set([Op.shortBinunicode], { prefix: 1, protocol: 4 });
  set([Op.binunicode8, Op.binbytes8], { prefix: 8, protocol: 4 });
  set([Op.emptySet, Op.additems, Op.frozenset, Op.memoize], { protocol: 4 });
  set([Op.bytearray8], { prefix: 8, protocol: 5 });
  return table;
}

const table = shapes();

/** The opcodes of plain data: whatever isn't here calls something, names something or is of protocol 0 or 1. */
export function shapeOf(code: number): Shape | undefined {
  return table[code];
}

/** The first protocol that has the opcode; 0 for one that isn't of plain data. */
export const plainProtocol: Uint8Array = Uint8Array.from(table, (shape) => shape?.protocol ?? 0);
