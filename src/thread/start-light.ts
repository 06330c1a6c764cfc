import { captureFunction, type CapturableFunction } from "../closure/capture.ts";
import { NotSendableError } from "../errors.ts";
import { pack, type Parcel } from "../wire/parcel.ts";
import type { ChildFace, ChildStart, PackedChild } from "../worker/child-kind.ts";
import { fleet } from "./fleet.ts";
import { habitOf } from "./habit.ts";
import { runInstance } from "./instance-body.ts";
import type { LightRun } from "./light-run.ts";

/** What a light thread is started with. */
export interface LightStart extends ChildStart {
  /** Why it must not begin; undefined when it may. */
  readonly cancelled: unknown;
}

/** What goes before the arguments of the target. */
type Head = readonly [number: number, name: string | undefined, daemon: boolean];

const nothing: CapturableFunction = () => undefined;

/** What is to be called in the carrier, with what, and whose code that is. */
interface Body {
  readonly target: CapturableFunction;
  readonly args: readonly unknown[];
  readonly code: CapturableFunction;
}

/** Starts a light thread that calls its target. Throws NotSendableError when something can't travel. */
export function startLight(child: ChildFace, order: LightStart): LightRun {
  const target = order.target ?? nothing;
  return start(child, order, { target, args: order.args, code: target });
}

/** Starts a light thread that is an instance of a subclass, and calls its `run()`. */
export function startInstance(child: ChildFace, order: LightStart): LightRun {
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
  return start(child, order, { target: runInstance, args: [packed], code });
}

function start(child: ChildFace, order: LightStart, body: Body): LightRun {
  const [number = 0] = order.numbers;
  const captured = captureFunction(body.target);
  const parcel = packedArguments([number, order.name, child.daemon], body);
  const habit = habitOf(captured, body.code);
  return fleet().start({ child, number, captured, parcel, habit }, order.cancelled);
}

function packedArguments(head: Head, { target, args }: Body): Parcel {
  try {
    return pack([...head, ...args], { attaches: "objects", keep: true });
  } catch (error) {
    if (!(error instanceof NotSendableError)) throw error;
    const [index = "", ...path] = error.path;
    const [place] = /\d+/.exec(index) ?? [];
    const step = `argument ${Number(place) - head.length} for '${target.name || "(anonymous)"}'`;
    throw new NotSendableError([step, ...path], error.reason, { cause: error.cause });
  }
}
