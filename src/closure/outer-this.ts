import { NotSendableError } from "../errors.ts";
import { callersThatHold, thisOfCaller } from "./caller-this.ts";
import type { CodeNode } from "./code-node.ts";
import { type CodeRecord, recordOf } from "./function-record.ts";

/**
 * Gives `this` of the function around an arrow function. The engine doesn't keep it where it could be read, so it's
 * taken from a caller: from the method that has made the function and is still running, or from one whose object has
 * the function as a property that its constructor or an initialiser has set. `label` begins the path of the error.
 */
export function outerThis(record: CodeRecord, label: string): unknown {
  const { code, value, script } = record;
  const owner = code.thisOwner;
  if (owner !== undefined && !owner.isInitialiser) {
    const running = thisOfCaller(script.origin.id, script.placeOf(owner.position));
    if (running.length > 0) return running[0];
  }
  const type = owner && classOf(owner);
  const holder =
    type && callersThatHold(value).find((self) => isMadeBy(self, type, record.byValue));
  if (holder !== undefined) return holder;
  const reason =
    "it can't be read unless a method of the object is running without a debugger attached";
  throw new NotSendableError(
    [label],
    `${reason}; write \`const self = this\` outside and use \`self\``,
  );
}

/** The class whose instances a constructor or the initialiser of a field sets up. */
function classOf({ kind, owner, parent }: CodeNode): CodeNode | undefined {
  return kind === "constructor" ? owner : kind === "field" ? parent : undefined;
}

/** Whether an object is an instance of a class, as far as that can be told: what travels by name isn't looked into. */
function isMadeBy(self: object, type: CodeNode, byValue: boolean): boolean {
  let prototype = Object.getPrototypeOf(self) as object | null;
  while (prototype !== null) {
    const made: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
    const record = typeof made === "function" ? recordOf(made, byValue) : undefined;
    if (record?.kind === "code" && record.code === type) return true;
    if (record?.kind === "named" && made !== Object) return true;
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return false;
}
