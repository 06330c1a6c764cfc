import type { Reduction } from "./custom.ts";
import type { Encoding } from "./encoding.ts";
import { asRefusal, Refusal } from "./refusal.ts";
import { Tag } from "./tags.ts";

/** Writes a function or class, which has its reference number already. */
export function writeFunction(encoding: Encoding, value: Function): void {
  const functions = encoding.functions();
  if (functions === undefined) {
    throw new Refusal(
      `the function '${value.name || "anonymous"}' can't be sent here, where only data can`,
    );
  }
  writeReduction(encoding, functions.reduce(value));
}

/** Writes what stands for a function or an object that travels by name: head, a flag, body. */
export function writeReduction(encoding: Encoding, reduction: Reduction): void {
  const { writer } = encoding;
  writer.byte(Tag.function);
  try {
    encoding.unfinished(() => encoding.value(reduction.head));
    writer.byte(reduction.body === undefined ? 0 : 1);
    if (reduction.body !== undefined) encoding.value(reduction.body());
  } catch (error) {
    throw reworded(error, reduction);
  }
}

function reworded(error: unknown, reduction: Reduction): unknown {
  const refusal = asRefusal(error);
  if (refusal === undefined || reduction.path === undefined) return refusal ?? error;
  const steps = [...reduction.path(refusal.steps.toReversed())].reverse();
  return new Refusal(refusal.reason, steps, { cause: refusal.cause ?? refusal });
}
