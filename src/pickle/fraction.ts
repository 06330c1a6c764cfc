import { MisuseError } from "../errors.ts";
import type { HashWork } from "./hash-work.ts";
import { PythonValue } from "./python-value.ts";
import { rationalKey } from "./rational-key.ts";

/** Python's fractions.Fraction. Throws MisuseError for the denominator 0. */
export class Fraction extends PythonValue {
  readonly numerator: number | bigint;
  /** Positive. */
  readonly denominator: number | bigint;

  constructor(numerator: number | bigint, denominator: number | bigint = 1) {
    super();
    if (BigInt(denominator) <= 0n)
      throw new MisuseError(
        `the denominator of a Fraction is positive, but this is ${denominator}`,
      );
    this.numerator = numerator;
    this.denominator = denominator;
  }

  get typeName(): string {
    return "Fraction";
  }

  toNumber(): number {
    return Number(this.numerator) / Number(this.denominator);
  }

  override toString(): string {
    return BigInt(this.denominator) === 1n
      ? `${this.numerator}`
      : `${this.numerator}/${this.denominator}`;
  }

  override hashKey(work: HashWork): unknown {
    return rationalKey(BigInt(this.numerator), BigInt(this.denominator), work);
  }
}
