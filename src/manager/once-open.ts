import { waitInScope } from "../task/scoped-wait.ts";
import { waitWithin } from "../task/wait.ts";
import { type CallPolicy, endsWithTask } from "./pending-call.ts";

/**
 * Begins a call as soon as there is somewhere to send it, unless its caller has gone by then: a server that doesn't let
 * anybody in must not hold up a call for longer than its limits say. What is begun has the same limits from then on.
 */
export function onceOpen<Place>(
  opening: Promise<Place>,
  policy: CallPolicy,
  begin: (place: Place) => Promise<unknown>,
): Promise<unknown> {
  const { patience: timeout, signal } = policy;
  const wait = endsWithTask(policy) ? waitInScope : waitWithin;
  return new Promise((resolve, reject) => {
    let hasGone = false;
    // Directly behind `opening`: a call that finds the place there must not overtake this one.
    opening.then(
      (place) => hasGone || resolve(begin(place)),
      () => {},
    );
    wait(opening, { timeout, signal }).catch((error: unknown) => {
      hasGone = true;
      reject(error);
    });
  });
}
