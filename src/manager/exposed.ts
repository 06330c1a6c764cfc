/** The methods that CPython's proxies of each kind may call, and how a kind is recognised by them. */

/** What a managed object is like, as far as its methods tell. */
export type ServedKind =
  | "queue"
  | "joinable-queue"
  | "event"
  | "lock"
  | "rlock"
  | "semaphore"
  | "bounded-semaphore"
  | "condition"
  | "barrier"
  | "list"
  | "dict"
  | "set"
  | "namespace"
  | "value"
  | "array"
  | "iterator"
  | "pool"
  | "async-result"
  | "object";

const QUEUE = "empty full get get_nowait join put put_nowait qsize task_done";
const ACQUIRER = "acquire release";
const LIST =
  "__add__ __contains__ __delitem__ __getitem__ __len__ __mul__ __reversed__ __rmul__ __setitem__ append count extend " +
  "index insert pop remove reverse sort __imul__ clear copy";
const DICT =
  "__contains__ __delitem__ __getitem__ __iter__ __len__ __setitem__ clear copy get items keys pop popitem setdefault " +
  "update values has_key __or__ __ior__ __ror__ __reversed__ __eq__ __ne__ fromkeys";
const SET =
  "__and__ __contains__ __eq__ __ge__ __gt__ __iand__ __ior__ __isub__ __iter__ __ixor__ __le__ __len__ __lt__ __ne__ " +
  "__or__ __rand__ __ror__ __rsub__ __rxor__ __sub__ __xor__ add clear copy difference difference_update discard " +
  "intersection intersection_update isdisjoint issubset issuperset pop remove symmetric_difference " +
  "symmetric_difference_update union update";
const POOL =
  "apply apply_async close imap imap_unordered join map map_async starmap starmap_async terminate";

/** What is exposed of each kind: Python 3.13's methods, those that other versions add, and `set` as 3.14 has it. */
export const exposedMethods: Readonly<Record<Exclude<ServedKind, "object">, readonly string[]>> = {
  queue: words(QUEUE),
  "joinable-queue": words(QUEUE),
  event: words("is_set set clear wait"),
  lock: words(ACQUIRER),
  rlock: words(ACQUIRER),
  semaphore: words(ACQUIRER),
  "bounded-semaphore": words(ACQUIRER),
  condition: words(`${ACQUIRER} wait notify notify_all`),
  barrier: words("__getattribute__ wait abort reset"),
  list: words(LIST),
  dict: words(DICT),
  set: words(SET),
  namespace: words("__getattribute__ __setattr__ __delattr__"),
  value: words("get set"),
  array: words("__len__ __getitem__ __setitem__"),
  iterator: words("__next__ send throw close"),
  pool: words(POOL),
  "async-result": words("get wait ready successful"),
};

/** What tells a kind from all others that come after it: an object that exposes all of these is taken for one. */
const marks: readonly (readonly [ServedKind, string])[] = [
  ["queue", "get put qsize task_done"],
  ["condition", "acquire release wait notify"],
  ["event", "is_set set wait"],
  ["barrier", "wait abort reset"],
  ["lock", ACQUIRER],
  ["pool", "apply apply_async map imap"],
  ["async-result", "get ready successful"],
  ["namespace", "__getattribute__ __setattr__ __delattr__"],
  ["set", "add discard difference_update"],
  ["dict", "__getitem__ __setitem__ keys items setdefault"],
  ["list", "__getitem__ __setitem__ append insert"],
  ["array", "__len__ __getitem__ __setitem__"],
  ["iterator", "__next__"],
];

/**
 * The kind that an object with these methods is taken for; "object" where none fits. Kinds that have the same methods
 * can't be told apart: all that is acquired and released is a "lock", every queue a "queue". A "value" is recognised only
 * where `get` and `set` are everything.
 */
export function kindOfExposed(exposed: Iterable<string>): ServedKind {
  const names = new Set(exposed);
  for (const [kind, mark] of marks) if (words(mark).every((name) => names.has(name))) return kind;
  return names.size === 2 && names.has("get") && names.has("set") ? "value" : "object";
}

/** CPython's class of proxies for each kind; the others are an AutoProxy, which its older servers can't read back. */
const classOfKind: ReadonlyMap<ServedKind, string> = new Map([
  ["array", "ArrayProxy"],
  ["barrier", "BarrierProxy"],
  ["condition", "ConditionProxy"],
  ["dict", "DictProxy"],
  ["event", "EventProxy"],
  ["iterator", "IteratorProxy"],
  ["list", "ListProxy"],
  ["lock", "AcquirerProxy"],
  ["namespace", "NamespaceProxy"],
  ["pool", "PoolProxy"],
  ["value", "ValueProxy"],
]);

/** The name of CPython's class of proxies for what exposes these methods; undefined for AutoProxy. */
export function proxyClassOf(exposed: Iterable<string>): string | undefined {
  return classOfKind.get(kindOfExposed(exposed));
}

function words(text: string): readonly string[] {
  return text.split(" ");
}
