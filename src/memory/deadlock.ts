import { DeadlockError, type DeadlockParticipant } from "../errors.ts";
import { kinds } from "./kinds.ts";
import type { Survey, SurveyedBlock, SurveyedThread } from "./survey.ts";
import { holderIn, slotOf } from "./word.ts";

/** One side of a deadlock: a thread, what it holds, and what it waits for that the next one holds. */
export interface DeadlockLink {
  readonly thread: SurveyedThread;
  readonly holds: SurveyedBlock;
  readonly waitsFor: SurveyedBlock;
  /** For how many milliseconds it has waited. */
  readonly since: number;
}

/** The objects that one thread at a time can hold; their first word says which. */
const exclusive: ReadonlySet<number> = new Set([kinds.lock, kinds.rlock]);

/** A thread's wait for a lock, and who has that lock. */
interface Edge {
  readonly thread: SurveyedThread;
  readonly waitsFor: SurveyedBlock;
  readonly since: number;
  readonly holder: SurveyedThread;
}

/**
 * Looks for a circle of waits for locks that goes through the thread in `slot`; undefined when there is none. What one
 * thread holds counts as held by all that runs in it, so a thread whose coroutines lock independently of each other can
 * be named although it would go on: hence circles are only looked for after a wait has taken long.
 */
export function findDeadlock(survey: Survey, slot: number): DeadlockLink[] | undefined {
  return search(survey, survey.thread(slot), []);
}

function search(survey: Survey, thread: SurveyedThread, way: Edge[]): DeadlockLink[] | undefined {
  for (const edge of edgesOf(survey, thread)) {
    const circle = [...way, edge];
    const begin = circle[0]?.thread.slot;
    // Whoever waits for a lock that its own thread holds may be one coroutine of several.
    if (edge.holder.slot === begin) return circle.length > 1 ? linksOf(circle) : undefined;
    if (way.some((earlier) => earlier.thread.slot === edge.holder.slot)) continue;
    const found = search(survey, edge.holder, circle);
    if (found !== undefined) return found;
  }
  return undefined;
}

function edgesOf(survey: Survey, thread: SurveyedThread): Edge[] {
  const edges: Edge[] = [];
  for (const { segment, at, since } of thread.waits) {
    const waitsFor = survey.block(segment, at);
    const holder = holderOf(survey, waitsFor);
    if (holder !== undefined) edges.push({ thread, waitsFor, since, holder });
  }
  return edges;
}

/** Who holds a lock; undefined for other objects, for a free lock, and for one whose holder has died. */
export function holderOf(
  survey: Survey,
  { kind, words }: SurveyedBlock,
): SurveyedThread | undefined {
  const [word = 0] = words;
  if (!exclusive.has(kind) || word === 0) return undefined;
  const thread = survey.thread(slotOf(word));
  return thread.alive && thread.token === holderIn(word) ? thread : undefined;
}

/** Each thread of a circle holds what the one before it waits for. */
function linksOf(circle: readonly Edge[]): DeadlockLink[] | undefined {
  const links: DeadlockLink[] = [];
  for (const [index, { thread, waitsFor, since }] of circle.entries()) {
    const holds = circle.at(index - 1)?.waitsFor;
    if (holds === undefined) return undefined;
    links.push({ thread, holds, waitsFor, since });
  }
  return links;
}

/** Puts a circle into words. */
export function deadlockError(links: readonly DeadlockLink[]): DeadlockError {
  const lines = links.map(
    ({ thread, holds, waitsFor, since }) =>
      `${nameThread(thread)} holds ${nameLock(holds)} and has waited ${since} ms for ${nameLock(waitsFor)}`,
  );
  return new DeadlockError(`a deadlock:\n  ${lines.join("\n  ")}`, links.map(participantOf));
}

function participantOf({ thread, holds, waitsFor, since }: DeadlockLink): DeadlockParticipant {
  const { pid, threadId } = thread;
  return { pid, threadId, holds: nameLock(holds), waitsFor: nameLock(waitsFor), since };
}

/** What makes two circles the same one, at another moment. */
export function signatureOf(links: readonly DeadlockLink[]): string {
  return links
    .map(({ thread, waitsFor }) => `${thread.token}:${waitsFor.reference.join(".")}`)
    .join(" ");
}

export function nameThread({ pid, threadId }: SurveyedThread): string {
  return threadId === 0 ? `process ${pid}` : `thread ${threadId} of process ${pid}`;
}

export function nameLock({ kind, name, reference }: SurveyedBlock): string {
  const type = kind === kinds.rlock ? "RLock" : "Lock";
  return name === undefined ? `${type} ${reference.join(".")}` : `${type} '${name}'`;
}
