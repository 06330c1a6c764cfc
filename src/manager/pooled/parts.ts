import { pack } from "../../wire/parcel.ts";
import { unpack } from "../../wire/unpack.ts";

/** A packed list of values as it lies in a request: its bytes, and behind them each large buffer by itself. */
export type Parts = readonly Uint8Array[];

/** Packs values for a process that may be anywhere. Throws NotSendableError, whose path begins with the value's index. */
export function packParts(
  values: readonly unknown[],
  transfer?: Parameters<typeof pack>[1]["transfer"],
): Parts {
  const { bytes, start, end, attachments } = pack(values, {
    attaches: "buffers",
    transfer,
    keep: true,
  });
  return [bytes.subarray(start, end), ...attachments.map(bytesOf)];
}

/** Reads what `packParts` has written. Gives a promise where code has to be loaded first; throws what decoding throws. */
export function unpackParts([bytes = new Uint8Array(), ...attached]: Parts): unknown {
  return unpack(
    bytes,
    attached.map(({ buffer, byteOffset, byteLength }) =>
      buffer.slice(byteOffset, byteOffset + byteLength),
    ),
  );
}

function bytesOf(attachment: unknown): Uint8Array {
  if (attachment instanceof ArrayBuffer) return new Uint8Array(attachment);
  // Where only bytes can go, the codec attaches nothing else.
  throw new TypeError("a part that is no buffer");
}
