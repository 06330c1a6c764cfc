/**
 * What our own places say to each other. A frame is a sequence of messages, each one byte of kind and then its fields:
 *
 *     parent to worker
 *       define   id varint, pure byte, range, code                 a function, before its first call
 *       forget   id varint                                        its calls are over
 *       call     id varint, flags byte, range, payload (arguments) has the next ticket of the ledger
 *       cancel   ticket uint32, cause byte
 *       settings concurrency varint
 *       stop
 *     worker to parent
 *       hello    pid varint, thread varint
 *       started  ticket uint32                                    only for calls flagged `tellStart`
 *       done     ticket uint32, payload (value)
 *       failed   ticket uint32, payload (what was thrown)
 *       report   ticket uint32, payload (value)
 *       busy     milliseconds float64                             spent on the outcomes since the last `busy`
 *
 * A range says which of the frame's attachments belong to something that was packed before its frame was known.
 */
export const Kind = {
  define: 1,
  forget: 2,
  call: 3,
  cancel: 4,
  settings: 5,
  stop: 6,
  hello: 16,
  started: 17,
  done: 18,
  failed: 19,
  report: 20,
  busy: 21,
} as const;

/** How a call is to be run; or-ed together in the call's flags byte. */
export const CallFlag = {
  /** The arguments are one array of items: the function runs for each, the value is the array of results. */
  chunk: 1,
  /** With `chunk`: each item is an array of arguments. */
  spread: 2,
  /** With `chunk`: an item that throws doesn't stop the rest; the value says which failed (worker/chunk.ts). */
  settleAll: 4,
  /** The worker says when it begins, since a time limit runs from there. */
  tellStart: 8,
  /** With `chunk`: the arguments say which sheet to claim the items from, the value which were claimed (sheet.ts). */
  sheet: 16,
} as const;

/** Why a call is cancelled. */
export const CancelCause = { cancelled: 0, timeout: 1 } as const;

/** One of the values of {@link CancelCause}. */
export type CancelCause = (typeof CancelCause)[keyof typeof CancelCause];
