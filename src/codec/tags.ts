/**
 * The first byte of every value. What is called an object here gets the next number in the table of references the
 * moment its tag is met, on both sides; README.md beside this file has the layout of each.
 */
export const Tag = {
  undefined: 1,
  null: 2,
  true: 3,
  false: 4,
  int32: 5,
  float64: 6,
  bigint: 7,
  latin1: 8,
  utf8: 9,
  utf16: 10,
  symbolRegistered: 11,
  symbolWellKnown: 12,
  symbolUnique: 13,
  /** An object that has come already. */
  reference: 14,
  /** Only inside an array. */
  holes: 15,

  array: 16,
  int8s: 17,
  int16s: 18,
  int32s: 19,
  float64s: 20,

  /** A plain object whose keys are listed here for the first time. */
  shapeDefinition: 24,
  /** A plain object with keys that were listed before. */
  shape: 25,
  /** A plain object with its keys between the values. */
  record: 26,
  /** Anything with a prototype, properties or flags that its base doesn't have by itself. */
  extended: 27,

  function: 28,
  reduced: 29,
  handle: 30,
  platform: 31,

  map: 32,
  set: 33,
  date: 34,
  regexp: 35,
  boxed: 36,
  error: 37,
  domException: 38,
  buffer: 39,
  view: 40,
  attached: 41,
  /** As the base of something extended: no more than an object. */
  plain: 42,

  /** 64 + length: up to 63 characters of Latin-1. */
  shortString: 64,
  /** 128 + n: an integer from 0 to 127. */
  smallInteger: 128,
} as const;
