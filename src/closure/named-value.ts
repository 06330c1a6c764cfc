import { createRequire } from "node:module";
import { importMeta } from "./import-meta.ts";
import { intrinsicAt } from "./intrinsics.ts";
import { HeadKind, type NameHead } from "./head.ts";
import { exportOf } from "./module-export.ts";
import { rememberName } from "./revived.ts";

/** Finds what a name stands for in this thread. Throws when a module lacks it. */
export function namedValue(head: NameHead): unknown {
  const value = find(head);
  // Of the others a function or object tells its name itself.
  if (head[0] !== HeadKind.intrinsic && head[0] !== HeadKind.builtin) rememberName(value, head);
  return value;
}

function find(head: NameHead): unknown {
  switch (head[0]) {
    case HeadKind.intrinsic: {
      const [, ...path] = head;
      return intrinsicAt(path);
    }
    case HeadKind.builtin:
      return member(process.getBuiltinModule(head[1]), head[2], head[1]);
    case HeadKind.commonJs:
      return member(createRequire(head[1])(head[1]), head[2], head[1]);
    case HeadKind.export:
      return exportOf(head[1], head[2]);
    case HeadKind.require:
      return createRequire(head[1]);
    case HeadKind.importMeta:
      return importMeta(head[1]);
  }
}

function member(module: unknown, name: string | undefined, of: string): unknown {
  if (name === undefined) return module;
  if ((typeof module !== "object" || module === null) && typeof module !== "function") {
    throw new Error(`the module '${of}' isn't there`);
  }
  return Reflect.get(module, name) as unknown;
}
