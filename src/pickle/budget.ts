/** How much a decoder may build from bytes that somebody else wrote. */
export interface DecodeBudget {
  /**
   * How much memory the values may take, roughly and in bytes. Default 32 MiB and 32 for each byte of the message: what
   * Python's pickler writes never takes more.
   */
  readonly memory?: number | undefined;
  /** The longest int, in bytes. Default 4096. */
  readonly integerBytes?: number | undefined;
  /** The longest int that is written in digits. Default 4300, as in CPython. */
  readonly integerDigits?: number | undefined;
}

/** What a container takes, roughly and in bytes. */
export const Weight = {
  list: 48,
  tuple: 72,
  dict: 64,
  set: 64,
  entry: 48,
  bytes: 128,
  object: 256,
} as const;

/** The limits that hold for one message. */
export class Allowance {
  memory: number;
  readonly integerBytes: number;
  readonly integerDigits: number;

  constructor(budget: DecodeBudget | undefined, length: number) {
    this.memory = budget?.memory ?? 32 * 1024 * 1024 + 32 * length;
    this.integerBytes = budget?.integerBytes ?? 4096;
    this.integerDigits = budget?.integerDigits ?? 4300;
  }
}
