/** The opcodes of CPython's pickles, protocols 0 to 5 (Lib/pickle.py, Lib/pickletools.py). */
export const Op = {
  mark: 0x28,
  stop: 0x2e,
  pop: 0x30,
  popMark: 0x31,
  dup: 0x32,
  float: 0x46,
  int: 0x49,
  binint: 0x4a,
  binint1: 0x4b,
  long: 0x4c,
  binint2: 0x4d,
  none: 0x4e,
  persid: 0x50,
  binpersid: 0x51,
  reduce: 0x52,
  string: 0x53,
  binstring: 0x54,
  shortBinstring: 0x55,
  unicode: 0x56,
  binunicode: 0x58,
  append: 0x61,
  build: 0x62,
  global: 0x63,
  dict: 0x64,
  appends: 0x65,
  get: 0x67,
  binget: 0x68,
  inst: 0x69,
  longBinget: 0x6a,
  list: 0x6c,
  obj: 0x6f,
  put: 0x70,
  binput: 0x71,
  longBinput: 0x72,
  setitem: 0x73,
  tuple: 0x74,
  setitems: 0x75,
  binfloat: 0x47,
  emptyTuple: 0x29,
  emptyList: 0x5d,
  emptyDict: 0x7d,

  // Protocol 2.
  proto: 0x80,
  newobj: 0x81,
  ext1: 0x82,
  ext2: 0x83,
  ext4: 0x84,
  tuple1: 0x85,
  tuple2: 0x86,
  tuple3: 0x87,
  newtrue: 0x88,
  newfalse: 0x89,
  long1: 0x8a,
  long4: 0x8b,

  // Protocol 3.
  binbytes: 0x42,
  shortBinbytes: 0x43,

  // Protocol 4.
  shortBinunicode: 0x8c,
  binunicode8: 0x8d,
  binbytes8: 0x8e,
  emptySet: 0x8f,
  additems: 0x90,
  frozenset: 0x91,
  newobjEx: 0x92,
  stackGlobal: 0x93,
  memoize: 0x94,
  frame: 0x95,

  // Protocol 5.
  bytearray8: 0x96,
  nextBuffer: 0x97,
  readonlyBuffer: 0x98,
} as const;

const names = new Map<number, string>(Object.entries(Op).map(([name, code]) => [code, name]));

/** What an opcode is called, for messages. */
export function opcodeName(code: number): string {
  return names.get(code) ?? `0x${code.toString(16).padStart(2, "0")}`;
}
