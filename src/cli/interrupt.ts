import type { Stop } from "./stop.ts";

/** Where signals come from: the process, or a test. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** What {@link listenForSignals} acts upon. */
export interface InterruptOptions {
  readonly source: SignalSource;
  readonly stop: Stop;
  readonly say: (text: string) => void;
  /** Ends the program here and now: someone presses Ctrl-C a third time. */
  readonly giveUp: () => void;
}

/**
 * The first SIGINT lets what runs finish, the second ends it, the third doesn't wait even for that. SIGTERM and SIGHUP
 * end what runs. Gives the function that stops listening.
 */
export function listenForSignals({ source, stop, say, giveUp }: InterruptOptions): () => void {
  let interrupts = 0;
  const interrupt = (): void => {
    interrupts += 1;
    const reason = { kind: "signal", signal: "SIGINT" } as const;
    if (interrupts > 2) giveUp();
    else if (interrupts === 2) stop.kill(reason);
    else {
      stop.drain(reason);
      say("skein: waiting for the jobs that run; Ctrl-C again ends them");
    }
  };
  const terminate = (): void => stop.kill({ kind: "signal", signal: "SIGTERM" });
  const hangUp = (): void => stop.kill({ kind: "signal", signal: "SIGHUP" });
  const listeners = [
    ["SIGINT", interrupt],
    ["SIGTERM", terminate],
    ["SIGHUP", hangUp],
  ] as const;
  for (const [signal, listener] of listeners) source.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) source.off(signal, listener);
  };
}
