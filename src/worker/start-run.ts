import { captureFunction } from "../closure/capture.ts";
import { encodeFor } from "../sync/undelivered.ts";
import { pack } from "../wire/parcel.ts";
import type { ChildFace, PackedChild, PlaceKind } from "./child-kind.ts";
import { SingleRun } from "./single-run.ts";

/** Starts a place for `child` and has its `run()` called there. When something can't be sent, nothing runs. */
export function startRun(child: ChildFace, kind: PlaceKind, numbers: readonly number[]): SingleRun {
  const backend = kind.backend();
  // First of all: capturing takes its time, and so does the start.
  const place = backend.start({ name: child.name, modules: [kind.module] });
  try {
    const { attaches } = backend;
    const [packedChild, ended] = encodeFor(() => pack([child], { attaches, keep: false }));
    place.exited(ended);
    const { bytes, start, end, attachments, transfer } = packedChild;
    const packed: PackedChild = { bytes: new Uint8Array(bytes.subarray(start, end)), attachments };
    const args = pack([packed, kind.circumstances(child, numbers)], {
      attaches,
      transfer,
      keep: false,
    });
    const run = new SingleRun(place, `${kind.noun} '${child.name}'`);
    run.call({ captured: captureFunction(kind.body), args, flags: 0 }, (error) =>
      kind.failed(child, error),
    );
    if (child.daemon) place.unref();
    return run;
  } catch (error) {
    place.unref();
    place.kill();
    place.exited(() => place.ledger.close());
    throw error;
  }
}
