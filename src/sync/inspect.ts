import { MisuseError } from "../errors.ts";
import { attach, type Attached } from "../memory/attach.ts";
import { deadlockError, findDeadlock, holderOf, nameThread } from "../memory/deadlock.ts";
import { kinds } from "../memory/kinds.ts";
import { MappedMemory } from "../memory/mapped-memory.ts";
import { programMemory } from "../memory/program-memory.ts";
import { Survey, type SurveyedBlock, type SurveyedThread } from "../memory/survey.ts";

/** A thread of the program, as a report shows it. */
export interface ThreadReport {
  readonly pid: number;
  /** Node's number of the thread; 0 is the main thread of its process. */
  readonly threadId: number;
  readonly alive: boolean;
  readonly waits: readonly WaitReport[];
}

/** Something that a thread waits for. */
export interface WaitReport {
  /** Which of the report's objects. */
  readonly object: string;
  /** For how many milliseconds. */
  readonly since: number;
}

/** A lock, queue or other shared object. */
export interface ObjectReport {
  /** Unique in the report: the kind and the name, or a number. */
  readonly id: string;
  readonly kind: string;
  readonly name: string | undefined;
  readonly bytes: number;
  /** Who holds it, for locks: `process 12`, `thread 3 of process 12`. */
  readonly holder: string | undefined;
  /** Whether its holder has died; the next one who wants it recovers it. */
  readonly abandoned: boolean;
}

/** What the threads and processes of a program share at about one moment. */
export interface MemoryReport {
  readonly threads: readonly ThreadReport[];
  readonly objects: readonly ObjectReport[];
  /** A description of each circle of threads that wait for each other's locks. */
  readonly deadlocks: readonly string[];
}

/**
 * Looks at the locks, queues and values of a program: who holds what, and who waits for what. Stops nobody. `pid` is any
 * process of the program; default: this one. Throws MisuseError when the process is gone, is somebody else's, shares
 * nothing, or where shared memory isn't mapped (see `SKEIN_MEMORY`).
 *
 * @example
 *     for (const { id, holder } of inspectMemory().objects) console.log(id, holder ?? "free");
 */
export function inspectMemory(pid: number = process.pid): MemoryReport {
  using attached = attachedTo(pid);
  const survey = new Survey(attached.tables);
  const threads = survey.threads().filter(({ alive, waits }) => alive || waits.length > 0);
  return {
    threads: threads.map((thread) => reportThread(survey, thread)),
    objects: survey
      .blocks()
      .filter(isObject)
      .map((block) => reportObject(survey, block)),
    deadlocks: deadlocksAmong(survey, threads),
  };
}

/** How to look for deadlocks. */
export interface DeadlockOptions {
  /** Milliseconds that a wait must have lasted before it is looked at. Default: 5,000. */
  readonly after?: number | undefined;
}

/**
 * From now on, in all threads and processes of the program, a wait for a Lock or RLock that has lasted long is looked
 * at: when threads wait for each other's locks in a circle, it rejects (or throws) with DeadlockError, which names each
 * of them, what it holds and what it waits for; the locks that the others wait for are still held, so let go of them.
 *
 * What a thread holds counts as held by all that runs in it. So a thread whose coroutines take locks independently of
 * each other may be reported although it would have gone on: choose `after` longer than locks are ever held.
 *
 * Off by default. Disposing what it gives turns it off again. Throws MisuseError where memory isn't mapped.
 *
 * @example
 *     using watch = detectDeadlocks({ after: 1_000 });
 */
export function detectDeadlocks({ after = 5_000 }: DeadlockOptions = {}): Disposable {
  if (!(after > 0))
    throw new MisuseError(`after must be a positive number of milliseconds, not ${after}`);
  const memory = programMemory();
  if (!(memory instanceof MappedMemory)) throw notMapped();
  memory.suspectAfter(Math.min(Math.ceil(after), 2 ** 31 - 1));
  return { [Symbol.dispose]: () => memory.suspectAfter(0) };
}

function attachedTo(pid: number): Attached {
  if (pid !== process.pid) {
    const attached = attach(pid);
    if (attached !== undefined) return attached;
    throw new MisuseError(`process ${pid} shares no memory of Skein's`);
  }
  const memory = programMemory();
  if (!(memory instanceof MappedMemory)) throw notMapped();
  return { tables: memory.tables, [Symbol.dispose]: () => {} };
}

function notMapped(): MisuseError {
  return new MisuseError("this needs shared memory, which this program doesn't have here");
}

function reportThread(
  survey: Survey,
  { pid, threadId, alive, waits }: SurveyedThread,
): ThreadReport {
  const named = waits.map(({ segment, at, since }) => ({
    object: identify(survey.block(segment, at)),
    since,
  }));
  return { pid, threadId, alive, waits: named };
}

function reportObject(survey: Survey, block: SurveyedBlock): ObjectReport {
  const holder = holderOf(survey, block);
  const isLock = block.kind === kinds.lock || block.kind === kinds.rlock;
  return {
    id: identify(block),
    kind: kindNames.get(block.kind) ?? "unknown",
    name: block.name,
    bytes: block.bytes,
    holder: holder === undefined ? undefined : nameThread(holder),
    abandoned: isLock && block.words[0] !== 0 && holder === undefined,
  };
}

const kindNames: ReadonlyMap<number, string> = new Map(
  Object.entries(kinds).map(([name, kind]) => [kind, name]),
);

/** Sections of rings and parts of heaps are parts of queues and pipes. */
function isObject({ kind }: SurveyedBlock): boolean {
  return kind !== kinds.ringSection && kind !== kinds.heapPart;
}

function identify({ kind, name, reference }: SurveyedBlock): string {
  const type = kindNames.get(kind) ?? "unknown";
  return name === undefined ? `${type} ${reference.join(".")}` : `${type} '${name}'`;
}

function deadlocksAmong(survey: Survey, threads: readonly SurveyedThread[]): string[] {
  const found = new Map<string, string>();
  for (const { slot } of threads) {
    const links = findDeadlock(survey, slot);
    if (links === undefined) continue;
    const members = links.map(({ thread }) => thread.slot).toSorted((a, b) => a - b);
    if (!found.has(members.join())) found.set(members.join(), deadlockError(links).message);
  }
  return [...found.values()];
}
