import type { ArbiterEvent } from "./arbiter-event.ts";

/** What each signal means, as gunicorn has it; all that the listener does is to enqueue that. */
const meanings: ReadonlyMap<NodeJS.Signals, ArbiterEvent> = new Map<NodeJS.Signals, ArbiterEvent>([
  ["SIGTTIN", { kind: "resize", by: 1 }],
  ["SIGTTOU", { kind: "resize", by: -1 }],
  ["SIGHUP", { kind: "reload", hasty: false }],
  ["SIGUSR2", { kind: "reload", hasty: true }],
  ["SIGTERM", { kind: "drain" }],
  ["SIGINT", { kind: "quit" }],
  ["SIGQUIT", { kind: "quit" }],
]);

/** From now on the program's signals are posted; gives the function that stops it. */
export function postSignals(post: (event: ArbiterEvent) => void): () => void {
  const listeners = [...meanings].map(([signal, event]) => {
    const listener = (): void => post(event);
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const stop of listeners) stop();
  };
}
