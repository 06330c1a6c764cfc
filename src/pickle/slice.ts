import { PythonValue } from "./python-value.ts";

/** Python's slice, as list proxies send it for `list[start:stop:step]`. A missing part is null. */
export class Slice extends PythonValue {
  readonly start: unknown;
  readonly stop: unknown;
  readonly step: unknown;

  constructor(start: unknown, stop: unknown, step: unknown = null) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  get typeName(): string {
    return "slice";
  }
}
