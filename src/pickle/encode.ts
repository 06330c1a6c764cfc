import { NotSendableError } from "../errors.ts";
import type { EncodePickleOptions } from "./encode-options.ts";
import { writeObject } from "./encode-objects.ts";
import { Encoder } from "./encoder.ts";
import { Op } from "./opcodes.ts";
import { PickleWriter } from "./pickle-writer.ts";
import { pathTo, Refused } from "./refused.ts";

/** A writer without work. While one is in use, a reducer may encode something else: then there's none. */
let spare: PickleWriter | undefined;

/**
 * Gives a pickle that CPython reads: protocol 4 for Python 3.4 and later, unless the options say otherwise. It takes
 * JavaScript's own values and the lossless types of this folder; README.md beside this file has the table.
 *
 * The same object twice, and objects inside themselves, arrive as such. Throws NotSendableError with the way to what has
 * no counterpart in Python, such as a function.
 *
 * @example
 *     encodePickle({ name: "skein", sizes: [1, 2.5, 10n ** 30n], at: new Tuple([1, 2]) });
 */
export function encodePickle(value: unknown, options: EncodePickleOptions = {}): Uint8Array {
  const writer = spare ?? new PickleWriter();
  spare = undefined;
  try {
    const encoder = new Encoder(writer, writeObject, options);
    writer.pair(Op.proto, encoder.protocol);
    encoder.value(value);
    writer.byte(Op.stop);
    return writer.take();
  } catch (error) {
    throw error instanceof Refused ? notSendable(value, error) : error;
  } finally {
    writer.reset();
    spare = writer;
  }
}

function notSendable(value: unknown, { offender, message }: Refused): NotSendableError {
  return new NotSendableError(pathTo(value, offender), message);
}
