/** A response whose head and body are at hand. */
export interface WholeResponse {
  readonly status: number;
  readonly statusText: string;
  /** Names and values in turn, as Node's `writeHead` takes them fastest. */
  readonly headers: string[];
  readonly body: string | Uint8Array | undefined;
}

/** Node's own, whatever others have put over it. */
const NativeResponse: typeof Response = nativeClass(globalThis.Response);
type Given = ConstructorParameters<typeof Response>;

const statusesWithoutBody: ReadonlySet<number> = new Set([204, 205, 304]);
const textType = "text/plain;charset=UTF-8";

/**
 * A Response that keeps a simple body (text or bytes) and simple headers as they are, so that a server can send them as
 * they are: Node's own makes a stream of every body. It becomes one of Node's own when it is asked for more, and is one
 * to begin with when it is made of anything else.
 *
 * Unlike Node's, it leaves it to the server to find that a header's name or value is malformed, and doesn't copy bytes.
 */
export class LightResponse {
  #status: number = 200;
  #pairs: string[] = [];
  #body: string | Uint8Array | undefined;
  /** Once somebody has asked for them; they may have been changed since. */
  #headers: Headers | undefined;
  #native: Response | undefined;

  static {
    inherit(this);
  }

  constructor(...given: Given) {
    if (!this.#keep(given)) this.#native = new NativeResponse(...given);
  }

  /** All of Node's own are instances, too; a class that is derived has only its own. */
  static [Symbol.hasInstance](value: unknown): boolean {
    if (this === LightResponse) return value instanceof NativeResponse;
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }

  static json(...given: Parameters<typeof Response.json>): Response {
    if (given[1] !== undefined) return NativeResponse.json(...given);
    const text: string | undefined = JSON.stringify(given[0]);
    if (text === undefined) throw new TypeError("Value is not JSON serializable");
    const headers = { "content-type": "application/json" };
    const response: unknown = new LightResponse(text, { headers });
    // By its prototype, which `inherit` has given it.
    return response as Response;
  }

  /** What a server can send in one piece; undefined when the response isn't that simple, or isn't one of these. */
  static whole(response: object): WholeResponse | undefined {
    if (!(#native in response) || response.#native !== undefined) return undefined;
    const headers = response.#headers;
    return {
      status: response.#status,
      statusText: "",
      headers: headers === undefined ? response.#pairs : [...headers].flat(),
      body: response.#body,
    };
  }

  get status(): number {
    return this.#native?.status ?? this.#status;
  }

  get statusText(): string {
    return this.#native?.statusText ?? "";
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get headers(): Headers {
    return (this.#headers ??= this.#native?.headers ?? headersOf(this.#pairs));
  }

  /** The same as one of Node's own. */
  get native(): Response {
    return (this.#native ??= new NativeResponse(this.#body ?? null, {
      status: this.#status,
      headers: this.headers,
    }));
  }

  #keep([body, init = {}]: Given): boolean {
    const { status = 200, statusText = "", headers } = init;
    const text = typeof body === "string";
    if (!text && !(body instanceof Uint8Array) && body !== undefined && body !== null) return false;
    // Node's own knows what to say about a wrong one.
    if (!Number.isInteger(status) || status < 200 || status > 599 || statusText !== "")
      return false;
    const empty = body === undefined || body === null;
    if (!empty && statusesWithoutBody.has(status)) return false;
    const pairs = pairsOf(headers);
    if (pairs === undefined) return false;
    if (text && !has(pairs, "content-type")) pairs.push("content-type", textType);
    this.#status = status;
    this.#pairs = pairs;
    this.#body = empty ? undefined : body;
    return true;
  }
}

/** Whether there is a header of that name, which is in lower case. */
export function has(pairs: readonly string[], name: string): boolean {
  for (let index = 0; index < pairs.length; index += 2) {
    const present = pairs[index] ?? "";
    if (present.length === name.length && present.toLowerCase() === name) return true;
  }
  return false;
}

/** A copy of headers in any of their forms; undefined for those that aren't simple. */
function pairsOf(headers: unknown): string[] | undefined {
  if (headers === undefined) return [];
  if (headers instanceof Headers) return [...headers].flat();
  if (typeof headers !== "object" || headers === null || Symbol.iterator in headers)
    return undefined;
  const pairs: string[] = [];
  for (const name in headers) {
    const value: unknown = Reflect.get(headers, name);
    if (typeof value !== "string") return undefined;
    pairs.push(name, value);
  }
  return pairs;
}

function headersOf(pairs: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index < pairs.length; index += 2)
    headers.append(pairs[index] ?? "", pairs[index + 1] ?? "");
  return headers;
}

function nativeClass(current: typeof Response): typeof Response {
  // Each class that somebody derives is a function whose prototype is the class that it was derived from.
  const parent: unknown = Object.getPrototypeOf(current);
  return parent === Function.prototype ? current : nativeClass(parent as typeof Response);
}

/** What this class doesn't do itself, the native one does. */
function inherit(light: typeof LightResponse): void {
  const descriptors = Object.getOwnPropertyDescriptors(NativeResponse.prototype);
  for (const key of Reflect.ownKeys(descriptors)) {
    // All that is in there is one.
    const descriptor = Reflect.get(descriptors, key) as PropertyDescriptor;
    if (key === "constructor" || Object.hasOwn(light.prototype, key)) continue;
    Object.defineProperty(light.prototype, key, delegated(descriptor, key));
  }
  Object.setPrototypeOf(light, NativeResponse);
  Object.setPrototypeOf(light.prototype, NativeResponse.prototype);
}

function delegated(descriptor: PropertyDescriptor, key: PropertyKey): PropertyDescriptor {
  if (typeof descriptor.value === "function")
    return {
      ...descriptor,
      value(this: LightResponse, ...given: unknown[]): unknown {
        const method: unknown = Reflect.get(this.native, key);
        // As it was when the descriptor was taken.
        return Reflect.apply(method as () => unknown, this.native, given);
      },
    };
  if (descriptor.get === undefined) return descriptor;
  return {
    configurable: true,
    enumerable: true,
    get(this: LightResponse): unknown {
      return Reflect.get(this.native, key);
    },
  };
}
