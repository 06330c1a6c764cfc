import { constructorOf, isBuiltIn } from "./built-in.ts";

/** The place in this list is what travels: add at the end only. */
const constructors = [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  AggregateError,
] as const;

/** Gives the number of the built-in class that is nearest above an error; 0 is Error. */
export function errorKind(error: object): number {
  let prototype: unknown = Object.getPrototypeOf(error);
  while (typeof prototype === "object" && prototype !== null) {
    const kind = kindOf(prototype);
    if (kind >= 0) return kind;
    prototype = Object.getPrototypeOf(prototype);
  }
  return 0;
}

/** By name where it is the class of another context of node:vm. */
function kindOf(prototype: object): number {
  const kind = constructors.findIndex((each) => each.prototype === prototype);
  if (kind >= 0) return kind;
  const type = constructorOf(prototype);
  if (type === undefined || !isBuiltIn(type)) return -1;
  return constructors.findIndex((each) => each.name === type.name);
}

/** The prototype of the built-in class. */
export function errorPrototype(kind: number): object | undefined {
  return constructors[kind]?.prototype;
}

/** Makes an error of the class without calling its constructor or recording a stack; undefined for no such kind. */
export function makeError(kind: number): Error | undefined {
  const constructor = constructors[kind];
  if (constructor === undefined) return undefined;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    // The class as `new.target` gives its prototype, and none of the properties that its constructor would set.
    return Reflect.construct(Error, [], constructor);
  } finally {
    Error.stackTraceLimit = limit;
  }
}
