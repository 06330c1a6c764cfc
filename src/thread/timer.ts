import { MisuseError } from "../errors.ts";
import { sleep } from "../task/sleep.ts";
import { Thread } from "./thread.ts";

/** What a timer calls. */
type TimerTarget<Arguments extends readonly unknown[]> = (...args: Arguments) => unknown;

/**
 * A light thread that waits before it calls its function; Python's `threading.Timer`, but the interval is in
 * milliseconds. `cancel()` stops it while it waits, or before its start; then the thread just ends.
 *
 * @example
 *     const timer = new Timer(30_000, (who: string) => console.log(`hello, ${who}`), ["world"]);
 *     timer.start();
 *     timer.cancel();
 */
export class Timer<Arguments extends readonly unknown[] = readonly []> extends Thread {
  readonly interval: number;
  readonly function: TimerTarget<Arguments>;
  readonly args: Arguments | readonly [];

  /** Throws MisuseError for an interval that is no number, or below 0. */
  constructor(
    interval: number,
    target: TimerTarget<Arguments>,
    ...[args]: [] extends Arguments ? [args?: Arguments] : [args: Arguments]
  ) {
    super();
    if (!(interval >= 0))
      throw new MisuseError(`a timer's interval must be at least 0 milliseconds, not ${interval}`);
    this.interval = interval;
    this.function = target;
    this.args = args ?? [];
  }

  override async run(): Promise<void> {
    await sleep(this.interval);
    // Only arguments that may be left out have been.
    await this.function(...(this.args as Arguments));
  }
}
