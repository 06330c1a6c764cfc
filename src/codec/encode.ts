import type { EncodeContext } from "./context.ts";
import { Encoder } from "./encoder.ts";
import { toPublicError } from "./refusal.ts";
import { writePrimitive } from "./encode-primitive.ts";
import type { Writer } from "./writer.ts";

/** An encoder without work. While one runs, a reducer may encode something else: then there's none. */
let spare: Encoder | undefined;

/**
 * Writes a value so that `decodeValue` gives an equal one: identity, aliases and cycles inside it are kept. Takes a copy
 * at this moment; complexity is linear in what is written. Throws NotSendableError, with the path, when a part of it
 * can't be sent; the writer stands where it stood before then. An error that a reducer or handle of the user throws
 * comes out as it is.
 */
export function encodeValue(writer: Writer, value: unknown, context: EncodeContext): void {
  if (writePrimitive(writer, value)) return;
  const encoder = spare ?? new Encoder();
  spare = undefined;
  const start = writer.position;
  const attached = context.attachments?.length ?? 0;
  try {
    encoder.run(writer, context, value);
  } catch (error) {
    writer.position = start;
    if (context.attachments !== undefined) context.attachments.length = attached;
    throw toPublicError(error);
  } finally {
    encoder.clear();
    spare = encoder;
  }
}
