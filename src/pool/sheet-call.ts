import type { SheetResults } from "../worker/sheet-run.ts";
import { Call } from "./call.ts";

/** A worker is asked to claim items from a sheet. How many it will have been is known only at the end. */
export class SheetCall extends Call {
  override succeeded(value: unknown): void {
    // The loop answers so.
    const [, values] = value as SheetResults;
    this.items = values.length;
    super.succeeded(value);
  }
}
