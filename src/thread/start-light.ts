import { captureFunction, type CapturableFunction } from "../closure/capture.ts";
import { NotSendableError } from "../errors.ts";
import { pack, type Parcel } from "../wire/parcel.ts";
import type { ChildFace, ChildStart, PackedChild } from "../worker/child-kind.ts";
import { fleet } from "./fleet.ts";
import { habitOf } from "./habit.ts";
import { runInstance } from "./instance-body.ts";
import type { LightRun } from "./light-run.ts";

/** So much goes before the arguments of the target: number, name, daemon. */
const HEAD = 3;

const nothing: CapturableFunction = () => undefined;

/** What is to be called in the carrier, with what, and whose code that is. */
interface Body {
  readonly target: CapturableFunction;
  readonly args: readonly unknown[];
  readonly code: CapturableFunction;
  readonly cancelled: unknown;
}

/**
 * Starts a light thread that calls its target. `cancelled` says why it must not begin; undefined when it may. Throws
 * NotSendableError when something can't travel.
 */
export function startLight(child: ChildFace, order: ChildStart, cancelled: unknown): LightRun {
  const target = order.target ?? nothing;
  return start(child, order, { target, args: order.args, code: target, cancelled });
}

/** Starts a light thread that is an instance of a subclass, and calls its `run()`. */
export function startInstance(child: ChildFace, order: ChildStart, cancelled: unknown): LightRun {
  const {
    bytes,
    start: from,
    end,
    attachments,
  } = pack([child], { attaches: "objects", keep: true });
  const packed: PackedChild = { bytes: new Uint8Array(bytes.subarray(from, end)), attachments };
  // Only its text is looked at.
  // oxlint-disable-next-line typescript/unbound-method
  const code = child.run;
  return start(child, order, { target: runInstance, args: [packed], code, cancelled });
}

function start(child: ChildFace, { numbers, name }: ChildStart, body: Body): LightRun {
  // As an array's own: taking it apart by a pattern would take half a microsecond.
  const number = numbers[0] ?? 0;
  const captured = captureFunction(body.target);
  const parcel = packedArguments([number, name, child.daemon, ...body.args], body.target);
  const habit = habitOf(captured, body.code);
  return fleet().start({ child, number, captured, parcel, habit }, body.cancelled);
}

function packedArguments(args: readonly unknown[], target: CapturableFunction): Parcel {
  try {
    return pack(args, { attaches: "objects", keep: true });
  } catch (error) {
    if (!(error instanceof NotSendableError)) throw error;
    const [index = "", ...path] = error.path;
    const [place] = /\d+/.exec(index) ?? [];
    const step = `argument ${Number(place) - HEAD} for '${target.name || "(anonymous)"}'`;
    throw new NotSendableError([step, ...path], error.reason, { cause: error.cause });
  }
}
