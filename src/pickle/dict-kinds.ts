import { Dict } from "./dict.ts";

/** Python's collections.OrderedDict. */
export class OrderedDict<Key = unknown, Value = unknown> extends Dict<Key, Value> {
  override get typeName(): string {
    return "OrderedDict";
  }
}

/** Python's collections.Counter: how often each key was counted. */
export class Counter<Key = unknown> extends Dict<Key, unknown> {
  override get typeName(): string {
    return "Counter";
  }
}

/** Python's collections.defaultdict. Its factory is only a name here and is never called. */
export class DefaultDict<Key = unknown, Value = unknown> extends Dict<Key, Value> {
  /** What Python calls for a missing key: a {@link GlobalName}, or null. */
  readonly factory: unknown;

  constructor(factory: unknown = null, entries?: Iterable<readonly [Key, Value]>) {
    super(entries);
    this.factory = factory;
  }

  override get typeName(): string {
    return "defaultdict";
  }
}
