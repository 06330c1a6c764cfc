import { inspect } from "node:util";
import { MisuseError } from "../errors.ts";
import { encodeValue } from "../codec/encode.ts";
import { Writer } from "../codec/writer.ts";
import { HeadKind, Named } from "./head.ts";
import type { ModuleImport } from "./module-load.ts";
import { Outgoing } from "./outgoing.ts";
import { type FunctionReference, isFunctionReference, specifierOf } from "./reference.ts";
import type { CodeUnit } from "./unit.ts";

/** A function with all it needs, ready to be sent any number of times. */
export interface Captured {
  /** Of this thread; a function that hasn't changed since the last capture keeps it. */
  readonly id: number;
  /** Whether nothing that it has captured can change, so that it need be revived only once. */
  readonly pure: boolean;
  readonly name: string;
  /** The function as the codec writes it. */
  readonly bytes: Uint8Array;
  /** What rides beside the bytes: shared memory, ports, large buffers (copied at the capture). */
  readonly attachments: readonly unknown[];
  readonly units: readonly CodeUnit[];
  readonly imports: readonly ModuleImport[];
}

/** Any function that can be captured; what it takes and gives is the caller's business. */
export type CapturableFunction = (...args: never[]) => unknown;

/** How the function will cross. */
export interface CaptureOptions {
  /** What the transport can carry besides bytes. Default: "objects". */
  readonly attaches?: "objects" | "buffers";
}

type Kept = WeakMap<object, Captured>;

const kept: { readonly objects: Kept; readonly buffers: Kept } = {
  objects: new WeakMap(),
  buffers: new WeakMap(),
};
const writer = new Writer();
let count = 0;

/**
 * Takes a function as it is now: its code, what it has captured (a copy) and which modules it needs. One that has
 * captured nothing changeable is taken once, and costs nothing afterwards. Throws NotSendableError, whose path leads
 * to the variable that can't be sent.
 */
export function captureFunction(
  target: CapturableFunction | FunctionReference,
  options?: CaptureOptions,
): Captured {
  const attaches = options?.attaches ?? "objects";
  const last = kept[attaches].get(target);
  if (last?.pure === true) return last;
  if (typeof target !== "function") return captureReference(target);
  const fresh = capture(target.name, target, { attaches, last });
  if (fresh !== last) kept[attaches].set(target, fresh);
  return fresh;
}

interface CaptureSettings {
  readonly attaches: "objects" | "buffers";
  /** What the last capture gave. */
  readonly last: Captured | undefined;
}

function capture(name: string, value: unknown, { attaches, last }: CaptureSettings): Captured {
  const outgoing = new Outgoing();
  const attachments: unknown[] = [];
  // A reducer of the user may capture a function meanwhile.
  const start = writer.position;
  try {
    encodeValue(writer, value, { functions: () => outgoing, attachments, attaches });
    const bytes = writer.view().subarray(start);
    if (last !== undefined && isSame(last, bytes, attachments)) return last;
    return {
      id: (count += 1),
      pure: outgoing.pure,
      name,
      bytes: new Uint8Array(bytes),
      attachments: attachments.map(snapshot),
      units: [...outgoing.units.values()],
      imports: [...outgoing.imports.values()],
    };
  } finally {
    writer.position = start;
  }
}

/** The same bytes mean the same function: they name units by their hashes. Buffers beside them may have changed. */
function isSame(last: Captured, bytes: Uint8Array, attachments: readonly unknown[]): boolean {
  if (last.attachments.length > 0 || attachments.length > 0) return false;
  return last.bytes.length === bytes.length && Buffer.compare(last.bytes, bytes) === 0;
}

function snapshot(attachment: unknown): unknown {
  return attachment instanceof ArrayBuffer ? attachment.slice(0) : attachment;
}

/** The few functions that a program names by module. */
const references = new Map<string, Captured>();
const MOST_REFERENCES = 1_024;

function captureReference(reference: FunctionReference): Captured {
  if (!isFunctionReference(reference)) {
    throw new MisuseError(
      `what is to run must be a function or { module, name }, but is ${inspect(reference, { depth: 0 })}`,
    );
  }
  const specifier = specifierOf(reference);
  const { name } = reference;
  const key = `${specifier}\n${name}`;
  let captured = references.get(key);
  if (captured === undefined) {
    const head = [
      HeadKind.export,
      { specifier, parent: undefined, attributes: undefined },
      name,
    ] as const;
    captured = capture(name, new Named(head), { attaches: "objects", last: undefined });
    if (references.size >= MOST_REFERENCES) references.clear();
    references.set(key, captured);
  }
  return captured;
}
