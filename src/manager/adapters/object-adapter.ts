import { decodePickle } from "../../pickle/decode.ts";
import { encodePickle } from "../../pickle/encode.ts";
import type { ServedKind } from "../exposed.ts";
import { attributeError, typeError } from "../served/raise.ts";
import type { Call } from "../served/call.ts";
import { Served } from "../served/served.ts";
import { parameterNames } from "./parameter-names.ts";

type Method = (...args: readonly unknown[]) => unknown;

/**
 * An object of a class of the program's own. Its methods can be called whose names don't begin with "_", or those that
 * are named; arguments come as natural values of JavaScript, proxies of objects of the same server as these objects, and
 * keywords by the names of the parameters. What a method gives
 * is sent, also what its promise gives; what it throws is raised as the closest exception of Python.
 */
export class ObjectAdapter extends Served {
  readonly kind: ServedKind = "object";
  readonly exposed: readonly string[];
  readonly #host: object;
  /** Looked up once: what a request names is never looked for in the object. */
  readonly #methods: ReadonlyMap<string, Method>;

  constructor(host: object, exposed?: readonly string[]) {
    super();
    this.#host = host;
    const methods = methodsOf(host, exposed);
    this.#methods = methods;
    this.exposed = [...methods.keys()];
  }

  override has(method: string): boolean {
    return this.#methods.has(method);
  }

  override call(name: string, call: Call): unknown {
    const method = this.#methods.get(name);
    if (method === undefined) throw attributeError(`the object has no method '${name}'`);
    const { args, kwds } = call.natural().withObjects();
    if (kwds.size === 0) return method.apply(this.#host, [...args]);
    return method.apply(this.#host, withKeywords(method, args, kwds));
  }

  override repr(): string {
    return `<${this.#host.constructor?.name ?? "object"} object>`;
  }

  override value(): unknown {
    const prototype: unknown = Object.getPrototypeOf(this.#host);
    // A copy, since the object itself would be sent as its proxy.
    return prototype === Object.prototype || prototype === null ? { ...this.#host } : super.value();
  }
}

function methodsOf(host: object, exposed: readonly string[] | undefined): Map<string, Method> {
  const methods = new Map<string, Method>();
  const wanted = exposed === undefined ? undefined : new Set(exposed);
  for (
    let holder: unknown = host;
    typeof holder === "object" && holder !== null && holder !== Object.prototype;
    holder = Object.getPrototypeOf(holder)
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      const isMethod = typeof value === "function" && name !== "constructor" && !methods.has(name);
      // It is a function, and is called with whatever a client sends.
      if (isMethod && (wanted?.has(name) ?? !name.startsWith("_")))
        methods.set(name, value as Method);
    }
  }
  return methods;
}

function withKeywords(
  method: Method,
  args: readonly unknown[],
  kwds: ReadonlyMap<string, unknown>,
): unknown[] {
  const names = parameterNames(method);
  const bound = [...args];
  for (const [name, value] of kwds) {
    const at = names.indexOf(name);
    if (at < 0) throw typeError(`${method.name}() got an unexpected keyword argument '${name}'`);
    if (at < args.length)
      throw typeError(`${method.name}() got multiple values for argument '${name}'`);
    bound[at] = value;
  }
  return bound;
}

/** Values of JavaScript as the lossless ones of Python that the served types are made of. */
export function lossless(value: unknown): unknown {
  return decodePickle(encodePickle(value), { form: "lossless" });
}
