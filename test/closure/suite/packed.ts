import { encodeValue } from "../../../src/codec/encode.ts";
import { decodeValue } from "../../../src/codec/decode.ts";
import { Reader } from "../../../src/codec/reader.ts";
import { Writer } from "../../../src/codec/writer.ts";
import { addUnits, Incoming, loadImports } from "../../../src/closure/incoming.ts";
import type { ModuleImport } from "../../../src/closure/module-load.ts";
import { Outgoing } from "../../../src/closure/outgoing.ts";
import type { CodeUnit } from "../../../src/closure/unit.ts";

/** A value as it crosses. */
export interface Packed {
  readonly bytes: Uint8Array;
  readonly attachments: readonly unknown[];
  readonly units: readonly CodeUnit[];
  readonly imports: readonly ModuleImport[];
}

export function packValue(value: unknown): Packed {
  const outgoing = new Outgoing();
  const attachments: unknown[] = [];
  const writer = new Writer();
  encodeValue(writer, value, { functions: () => outgoing, attachments, attaches: "objects" });
  const bytes = new Uint8Array(writer.view());
  return {
    bytes,
    attachments,
    units: [...outgoing.units.values()],
    imports: [...outgoing.imports.values()],
  };
}

export async function unpackValue({
  bytes,
  attachments,
  units,
  imports,
}: Packed): Promise<unknown> {
  addUnits(units);
  await loadImports(imports);
  return decodeValue(new Reader(bytes), { attachments, functions: () => new Incoming() });
}
