import { describeHandle } from "../codec/handle.ts";
import { NotSendableError } from "../errors.ts";
import { type CodeRecord, planOf } from "./function-record.ts";
import { HeadKind, Named } from "./head.ts";
import { type FunctionFacts, inspectFunction } from "./inspect.ts";
import { moduleValue } from "./namespace-value.ts";
import { outerThis } from "./outer-this.ts";
import type { Plan, PlannedBinding } from "./plan.ts";
import { Cell } from "./cell.ts";
import type { Binding } from "./scope.ts";

/** What a function has captured. */
export interface Captives {
  readonly plan: Plan;
  /** In the order of the plan's bindings; for a cell the value in it. */
  readonly values: readonly unknown[];
  /** Whether none of it can change. */
  readonly isConstant: boolean;
}

/**
 * Reads what a function has captured, at this moment. What can't change is read once. Throws NotSendableError, without
 * the function's own step in the path, when the function or a variable can't be read.
 */
export function readCaptives(record: CodeRecord): Captives {
  if (record.values !== undefined && typeof record.plan === "object") {
    return {
      plan: record.plan,
      values: record.values,
      isConstant: record.values.every(isConstant),
    };
  }
  const facts = freshFacts(record);
  const plan = planOf(record, (name) => find(facts, name) !== undefined || name in globalThis);
  if (typeof plan === "string") throw new NotSendableError([], plan);
  const values = plan.bindings.map((binding) => readBinding(record, facts, binding));
  const isFinal = plan.bindings.every((binding, index) => isUnchangeable(binding, values[index]));
  if (isFinal && typeof record.plan === "object") record.values = values;
  return { plan, values, isConstant: isFinal && values.every(isConstant) };
}

function freshFacts(record: CodeRecord): FunctionFacts {
  const { facts } = record;
  record.facts = undefined;
  if (facts !== undefined) return facts;
  const fresh = inspectFunction(record.value);
  if (fresh.kind !== "code")
    throw new Error(`the inspector gave no scopes for ${record.value.name}`);
  return fresh;
}

/** Whether a variable will hold the same value for ever; undefined may be one that isn't initialised yet. */
function isUnchangeable({ source, free }: PlannedBinding, value: unknown): boolean {
  if (source !== "variable") return source !== "cell" && source !== "arguments";
  return free?.binding !== undefined && free.binding.kind !== "import" && value !== undefined;
}

/** Whether a value that stays the same has nothing in it that could change. Functions are looked at on their own. */
export function isConstant(value: unknown): boolean {
  if (typeof value !== "object" || value === null || value instanceof Named) return true;
  return describeHandle(value)?.constant === true;
}

function readBinding(record: CodeRecord, facts: FunctionFacts, binding: PlannedBinding): unknown {
  switch (binding.source) {
    case "variable":
    case "cell":
      return readVariable(record, facts, binding);
    case "superclass":
      return superclassOf(record.value);
    case "this":
      return outerThis(record, binding.label);
    case "arguments":
      return Array.from(valueOf(facts, "arguments", binding) as ArrayLike<unknown>);
    case "importMeta":
      return new Named([HeadKind.importMeta, record.script.origin.url]);
  }
}

/** `extends null` leaves a class without a superclass to name. */
function superclassOf(value: Function): unknown {
  const parent: unknown = Object.getPrototypeOf(value);
  return parent === Function.prototype ? null : parent;
}

function readVariable(record: CodeRecord, facts: FunctionFacts, binding: PlannedBinding): unknown {
  const { free, name } = binding;
  const value = valueOf(facts, name, binding);
  const { url } = record.script.origin;
  if (name === "require" && free?.binding === undefined && typeof value === "function") {
    return new Named([HeadKind.require, url]);
  }
  if (typeof value !== "object" || value === null || value instanceof Cell || free === undefined)
    return value;
  return moduleValue(value, { free, url, byValue: record.byValue });
}

function valueOf(facts: FunctionFacts, name: string, binding: PlannedBinding): unknown {
  const scope = find(facts, name);
  if (scope === undefined) {
    if (binding.free?.binding === undefined && name in globalThis)
      return Reflect.get(globalThis, name) as unknown;
    throw new NotSendableError([binding.label], "the engine doesn't show its value");
  }
  const value = readScope(scope, name, binding);
  if (value === undefined && isNeverUndefined(binding.free?.binding)) throw uninitialised(binding);
  return value;
}

function readScope(
  scope: FunctionFacts["scopes"][number],
  name: string,
  binding: PlannedBinding,
): unknown {
  try {
    return scope[name];
  } catch (error) {
    // The engine throws the ReferenceError that the function would get.
    throw uninitialised(binding, error);
  }
}

function uninitialised({ label }: PlannedBinding, cause?: unknown): NotSendableError {
  return new NotSendableError(
    [label],
    "it isn't initialised yet",
    cause === undefined ? {} : { cause },
  );
}

const definite: ReadonlySet<string | undefined> = new Set([
  "Literal",
  "TemplateLiteral",
  "ObjectExpression",
  "ArrayExpression",
  "ArrowFunctionExpression",
  "FunctionExpression",
  "ClassExpression",
  "ClassDeclaration",
  "NewExpression",
]);

/** Node 20 shows undefined for what isn't initialised yet; these can't be undefined otherwise. */
function isNeverUndefined(binding: Binding | undefined): boolean {
  return (
    (binding?.kind === "const" || binding?.kind === "class") && definite.has(binding.initial?.type)
  );
}

function find(
  { scopes }: FunctionFacts,
  name: string,
): FunctionFacts["scopes"][number] | undefined {
  return scopes.find((scope) => name in scope);
}
