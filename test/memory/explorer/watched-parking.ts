import type { Waiting, WaitLimits } from "../../../src/memory/memory.ts";
import { Parking } from "../../../src/memory/parking.ts";

/** Tells which waits have been served: promises aren't settled while a model is explored. */
export class WatchedParking extends Parking {
  /** What the waits in the event loop have given so far. */
  readonly served: unknown[] = [];

  override wait<Result>(waiting: Waiting<Result>, limits?: WaitLimits): Promise<Result> {
    const attempt = (): Result | undefined => {
      const result = waiting.attempt();
      if (result !== undefined) this.served.push(result);
      return result;
    };
    return super.wait({ ...waiting, attempt }, limits);
  }
}
