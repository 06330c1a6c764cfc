import { perThread } from "../per-thread.ts";

/** What the code that runs in a worker can ask of the place itself. */
export interface ThisWorker {
  /** From now on the connection to the parent doesn't keep this worker alive. */
  letGo(): void;
  /** Fails what runs here with `error`, at once; for a worker that is about to end. */
  fail(error: unknown): void;
  /** Whether a call is running. */
  busy(): boolean;
  /** Calls the listener once when the parent has gone. */
  parentGone(listener: () => void): void;
  /** Sends a word to who listens in the parent by `Place.told`, in order with what else is sent. */
  tell(word: string): void;
}

interface WorkerState {
  current: ThisWorker | undefined;
  /** Words that came while nobody listened. */
  heard: string[];
  listener: ((word: string) => void) | undefined;
}

const state = perThread<WorkerState>("worker", () => ({
  current: undefined,
  heard: [],
  listener: undefined,
}));

/** The worker that this thread is; undefined in the main thread of a program, and in threads that Skein didn't start. */
export function thisWorker(): ThisWorker | undefined {
  return state.current;
}

/** For a worker's entry only. */
export function setThisWorker(worker: ThisWorker): void {
  state.current = worker;
}

/** For a worker's entry only: the parent has said this by `Place.tell`. */
export function hearWord(word: string): void {
  if (state.listener === undefined) state.heard.push(word);
  else state.listener(word);
}

/** Takes the one listener for the words of the parent; those that came before are delivered at once. */
export function listenToParent(listener: (word: string) => void): void {
  state.listener = listener;
  for (const word of state.heard.splice(0)) listener(word);
}
