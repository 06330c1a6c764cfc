import { types } from "node:util";
import { boundBinding } from "./bound.ts";
import type { CodeNode } from "./code-node.ts";
import { isEntry } from "./entry.ts";
import { HeadKind, type NameHead } from "./head.ts";
import { type FunctionFacts, inspectFunction } from "./inspect.ts";
import { functionName, isNamed } from "./names.ts";
import { originOf } from "./origin.ts";
import { globalsOf, isUnit, type Plan, planCode } from "./plan.ts";
import type { Script } from "./script.ts";
import { scriptOf } from "./scripts.ts";

/** What was found out about a function object; kept as long as it lives. */
export type FunctionRecord =
  | { readonly kind: "named"; readonly head: NameHead }
  | BoundRecord
  | { readonly kind: "refused"; readonly reason: string }
  | CodeRecord;

/** A function that `bind` has made. */
export interface BoundRecord {
  readonly kind: "bound";
  readonly origin: string;
  readonly target: unknown;
  readonly self: unknown;
  readonly args: readonly unknown[];
}

/** A function that travels as code. */
export interface CodeRecord {
  readonly kind: "code";
  readonly value: Function;
  readonly script: Script;
  readonly code: CodeNode;
  readonly byValue: boolean;
  /** What was read when the record was made; used up by the first capture. */
  facts: FunctionFacts | undefined;
  /** The plan, or why there is none; not kept when it depends on which globals exist. */
  plan: Plan | string | undefined;
  /** The captured values, once it is known that they can't change. */
  values: readonly unknown[] | undefined;
}

const records = {
  named: new WeakMap<Function, FunctionRecord>(),
  byValue: new WeakMap<Function, FunctionRecord>(),
};

/** Gives what is known of a function, finding it out the first time. `byValue`: the user's modules are copied too. */
export function recordOf(value: Function, byValue: boolean): FunctionRecord {
  const known = byValue ? records.byValue : records.named;
  let record = known.get(value);
  if (record === undefined) known.set(value, (record = makeRecord(value, byValue)));
  return record;
}

function makeRecord(value: Function, byValue: boolean): FunctionRecord {
  const binding = boundBinding(value);
  if (binding !== undefined) return { kind: "bound", ...binding };
  const head = functionName(value, byValue);
  if (head !== undefined) return { kind: "named", head };
  if (types.isProxy(value)) return refused("is a Proxy, which can't be sent");
  const facts = inspectFunction(value);
  if (facts.kind === "bound") return { ...facts, origin: originOf(value) };
  if (facts.kind === "native")
    return refused("is a native function that can't be reached by name, so it can't be sent");
  return readCode(value, facts, byValue);
}

function refused(reason: string): FunctionRecord {
  return { kind: "refused", reason };
}

function readCode(value: Function, facts: FunctionFacts, byValue: boolean): FunctionRecord {
  let script: Script;
  try {
    script = scriptOf(facts.scriptId);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refused(`stands in a file that can't be analysed (${error.message})`);
  }
  const { url } = script.origin;
  if (url.startsWith("node:"))
    return refused(`is an internal function of Node (${url}) that no module exports`);
  const code = script.codeAt(facts.place, Function.prototype.toString.call(value));
  if (code === undefined) return refused("can't be found in the script that it's said to be of");
  const name =
    byValue || isUnit(script) || isEntry(url)
      ? undefined
      : exportName(value, { script, code, facts });
  const isHere = name === undefined || !isNamed(url, byValue);
  if (!isHere)
    return {
      kind: "named",
      head: [HeadKind.export, { specifier: url, parent: undefined, attributes: undefined }, name],
    };
  return { kind: "code", value, script, code, byValue, facts, plan: undefined, values: undefined };
}

interface Found {
  readonly script: Script;
  readonly code: CodeNode;
  readonly facts: FunctionFacts;
}

/** The export of its module that is this very function, not one that was made by the same code. */
function exportName(value: Function, { script, code, facts }: Found): string | undefined {
  if (!script.origin.isModule) return undefined;
  for (const [local, exported] of script.exports) {
    if (variable(facts.moduleScope, local) === value) return exported;
  }
  return script.isDefaultExport(code) ? "default" : undefined;
}

function variable(scope: FunctionFacts["moduleScope"], name: string): unknown {
  try {
    return scope?.[name];
  } catch {
    // Not initialised yet.
    return undefined;
  }
}

/** Gives the plan of a function, or why there is none. `hasGlobal` says which globals are there. */
export function planOf(record: CodeRecord, hasGlobal: (name: string) => boolean): Plan | string {
  if (record.plan !== undefined) return record.plan;
  const { script, code, byValue } = record;
  const plan = planCode(script, code, { byValue, hasGlobal });
  if (globalsOf(code).length === 0) record.plan = plan;
  return plan;
}
