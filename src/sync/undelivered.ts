import { perThread } from "../per-thread.ts";

/** What is to be done when the message that is being encoded turns out to have been sent to nobody. */
type Amends = () => void;

const current = perThread<{ amends: Amends[] | undefined }>("undelivered", () => ({
  amends: undefined,
}));

/**
 * For the description of a handle: `amends` is called when whoever the handle was sent to has ended, so that nothing
 * counts on them any more. They may have received the handle before or not. Not every way of sending can tell.
 */
export function whenUndelivered(amends: () => void): void {
  current.amends?.push(amends);
}

/** Encodes something; gives that, and what to call when whoever it is sent to has ended. */
export function encodeFor<Result>(encode: () => Result): [encoded: Result, ended: () => void] {
  const before = current.amends;
  const amends: Amends[] = [];
  current.amends = amends;
  try {
    return [encode(), () => amends.splice(0).forEach((each) => each())];
  } catch (error) {
    for (const each of amends) each();
    throw error;
  } finally {
    current.amends = before;
  }
}
