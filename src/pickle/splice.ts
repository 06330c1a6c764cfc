import type { Encoder } from "./encoder.ts";
import type { PickleWriter } from "./pickle-writer.ts";
import { Op } from "./opcodes.ts";
import { shapeOf } from "./opcode-table.ts";
import type { Pickled } from "./pickled.ts";

/** Up to this many numbers of the memo are given for nothing, so that those of the value come out right. */
const PADDING = 512;

/**
 * Writes a value as the pickle that it arrived in. The references inside it are numbers of the memo, counted from the
 * beginning of its first pickle: here they come out the same when the memo is padded to the same count, else they are
 * written anew. README.md beside this file says more.
 */
export function writePickled(encoder: Encoder, value: Pickled): void {
  if (value.protocol > encoder.protocol) return encoder.value(value.build({ form: "lossless" }));
  const missing = value.memoBase - encoder.memoized;
  if (value.explicit || (value.refers && (missing < 0 || missing > PADDING)))
    return relocate(encoder, value);
  if (value.refers && missing > 0) pad(encoder, missing);
  for (const piece of value.pieces) encoder.writer.raw(piece);
  encoder.memoized += value.memoized;
}

/** Takes `count` numbers of the memo: MEMOIZE may come any number of times, and takes the next one each time. */
function pad(encoder: Encoder, count: number): void {
  const { writer } = encoder;
  writer.byte(Op.none);
  for (let index = 0; index < count; index += 1) writer.byte(Op.memoize);
  writer.byte(Op.pop);
  encoder.memoized += count;
}

/** Copies the opcodes and changes the numbers of the memo in them. */
function relocate(encoder: Encoder, value: Pickled): void {
  const shift = encoder.memoized - value.memoBase;
  for (const piece of value.pieces) relocatePiece(encoder.writer, piece, shift);
  encoder.memoized += value.memoized;
}

function relocatePiece(writer: PickleWriter, piece: Uint8Array, shift: number): void {
  let copied = 0;
  let at = 0;
  while (at < piece.length) {
    const code = piece[at] ?? 0;
    const end = endOf(piece, at);
    const long = longForm(code);
    if (long !== 0) {
      writer.range(piece, copied, at);
      writeNumber(writer, long, numberAt(piece, at, end) + shift);
      copied = end;
    }
    at = end;
  }
  writer.range(piece, copied, piece.length);
}

/** The opcode with a number of 4 bytes for one that has a number of the memo; 0 for all others. */
function longForm(code: number): number {
  if (code === Op.binget || code === Op.longBinget) return Op.longBinget;
  return code === Op.binput || code === Op.longBinput ? Op.longBinput : 0;
}

function writeNumber(writer: PickleWriter, long: number, number: number): void {
  if (number > 0xff) return writer.word(long, number);
  writer.pair(long === Op.longBinget ? Op.binget : Op.binput, number);
}

/** Gives the little-endian number behind the opcode. */
function numberAt(piece: Uint8Array, at: number, end: number): number {
  let number = 0;
  for (let index = end - 1; index > at; index -= 1) number = number * 256 + (piece[index] ?? 0);
  return number;
}

/** Gives where the next opcode is. The value has been checked when it was skimmed. */
function endOf(piece: Uint8Array, at: number): number {
  const shape = shapeOf(piece[at] ?? 0);
  if (shape === undefined) throw new TypeError("a pickled value isn't what was checked");
  const behind = at + 1 + shape.prefix;
  return behind + shape.fixed + (shape.prefix === 0 ? 0 : numberAt(piece, at, behind));
}
