import type { ModuleImport } from "./module-load.ts";

/**
 * What stands first for something that isn't data. Written by Outgoing, read by Incoming of the same version; README.md
 * beside this file lists what each form has as its body.
 */
export type Head =
  | NameHead
  | readonly [kind: typeof HeadKind.code, hash: string, origin: string, name: string]
  | readonly [
      kind: typeof HeadKind.class,
      hash: string,
      origin: string,
      name: string,
      /** Places and values of the variables that the class uses while it is evaluated. */
      places: readonly number[],
      values: readonly unknown[],
    ]
  | readonly [kind: typeof HeadKind.origin, origin: string]
  | readonly [kind: typeof HeadKind.bound, origin: string, target: unknown]
  | readonly [kind: typeof HeadKind.cell]
  | readonly [kind: typeof HeadKind.prototype, type: unknown];

/** What travels by name. */
export type NameHead =
  /** Something of the language: `["Math", "max"]`. */
  | readonly [kind: typeof HeadKind.intrinsic, ...path: string[]]
  /** A built-in module, or a property of it. */
  | readonly [kind: typeof HeadKind.builtin, module: string, name: string | undefined]
  /** A CommonJS module by its file, or a property of its exports. */
  | readonly [kind: typeof HeadKind.commonJs, file: string, name: string | undefined]
  /** An export of a module that has been loaded before; "*" is the namespace. */
  | readonly [kind: typeof HeadKind.export, module: ModuleImport, name: string]
  | readonly [kind: typeof HeadKind.require, file: string]
  | readonly [kind: typeof HeadKind.importMeta, url: string];

/** The first element of a head. */
export const HeadKind = {
  code: 0,
  class: 1,
  origin: 2,
  bound: 3,
  cell: 4,
  prototype: 5,
  intrinsic: 6,
  builtin: 7,
  commonJs: 8,
  export: 9,
  require: 10,
  importMeta: 11,
} as const;

/** An object on the sending side that stands for something that travels by name. */
export class Named {
  readonly head: NameHead;

  constructor(head: NameHead) {
    this.head = head;
  }
}
