/** What touches a word of memory in one piece, whatever others do. */
const atomicKinds = [
  "load",
  "store",
  "compareExchange",
  "exchange",
  "add",
  "sub",
  "and",
  "or",
  "xor",
] as const;
/** What reads or writes memory without `Atomics`. The index of the last two is one of bytes. */
const plainKinds = ["read", "write", "readByte", "writeByte"] as const;

export type AtomicKind = (typeof atomicKinds)[number];
export type PlainKind = (typeof plainKinds)[number];
/**
 * What the memory does for a thread, each in one piece:
 *
 *     ring      index: whose bell                  sleep     value: whose death ends it
 *     queue     on the word at index, if it still has that value; gives 1 if so, and then comes
 *     doze      until woken                        wakeOn    wakes one who dozes on the word at index
 *     allocate  value: the owner plus one          open      index: which block, value: its serial number
 *     release   index: which block                 discard   index: which block
 *     serial    index: of which block it is asked
 */
export type ServiceKind =
  | "ring"
  | "sleep"
  | "queue"
  | "doze"
  | "wakeOn"
  | "allocate"
  | "open"
  | "release"
  | "discard"
  | "serial";

/** One thing that a thread does to what others can see. */
export interface Operation {
  readonly kind: AtomicKind | PlainKind | ServiceKind;
  readonly index: number;
  readonly value: number;
  /** For `compareExchange` only. */
  readonly expected: number;
}

export function operation(kind: Operation["kind"], index = 0, value = 0): Operation {
  return { kind, index, value, expected: 0 };
}

const atomic: ReadonlySet<string> = new Set(atomicKinds);
const plain: ReadonlySet<string> = new Set(plainKinds);

export function isPlain({ kind }: Operation): boolean {
  return plain.has(kind);
}

/** Whether it is about one word: then it only matters to others when they use that word, too. */
export function isAboutWord({ kind }: Operation): boolean {
  return atomic.has(kind) || plain.has(kind);
}

export function writes({ kind }: Operation): boolean {
  return kind !== "load" && kind !== "read" && kind !== "readByte";
}

/** The index of the word that an operation is about. */
export function wordOf({ kind, index }: Operation): number {
  return kind === "readByte" || kind === "writeByte" ? index >> 2 : index;
}

/**
 * Whether nobody is told what it gives, because nobody needs to know: processes that were told different things differ,
 * even when they don't care.
 */
export function isUntold({ kind }: Pick<Operation, "kind">): boolean {
  return kind === "or" || kind === "add" || kind === "sub" || kind === "xor";
}

export function isSame(one: Operation, other: Operation): boolean {
  return (
    one.kind === other.kind &&
    one.index === other.index &&
    one.value === other.value &&
    one.expected === other.expected
  );
}
