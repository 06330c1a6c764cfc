/** What a bound function stands for; filled in after it is made, since `this` may lead back to it. */
interface Binding {
  readonly origin: string;
  readonly target: Function;
  self: unknown;
  args: readonly unknown[];
}

const bindings = new WeakMap<Function, Binding>();

/** Makes a function that does what `target.bind(…)` does, as soon as `bindLater` has said to what. */
export function boundLater(origin: string, target: Function): Function {
  const binding: Binding = { origin, target, self: undefined, args: [] };
  const bound = function (...rest: unknown[]): unknown {
    const all = [...binding.args, ...rest];
    if (new.target === undefined) return Reflect.apply(target, binding.self, all) as unknown;
    return Reflect.construct(target, all, new.target === bound ? target : new.target) as unknown;
  };
  Object.defineProperty(bound, "name", { value: `bound ${target.name}`, configurable: true });
  bindings.set(bound, binding);
  return bound;
}

/** Says to what a function from `boundLater` is bound: `[self, args]`. Gives false for any other function. */
export function bindLater(bound: Function, body: unknown): boolean {
  const binding = bindings.get(bound);
  if (binding === undefined) return false;
  const [self, args] = body as readonly [unknown, readonly unknown[]];
  binding.self = self;
  binding.args = args;
  Object.defineProperty(bound, "length", {
    value: Math.max(0, binding.target.length - args.length),
    configurable: true,
  });
  return true;
}

/** Gives what a function from `boundLater` is bound to, so that it can be sent on. */
export function boundBinding(bound: Function): Readonly<Binding> | undefined {
  return bindings.get(bound);
}
