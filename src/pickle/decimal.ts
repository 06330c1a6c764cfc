import { MisuseError } from "../errors.ts";
import type { HashWork } from "./hash-work.ts";
import { taggedKey } from "./key.ts";
import { PythonValue } from "./python-value.ts";
import { rationalKey } from "./rational-key.ts";

const pattern =
  /^\s*([+-])?(?:(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?|inf(?:inity)?|s?nan\d*)\s*$/i;
/** Powers of ten beyond this aren't written out for comparison. */
const LARGEST_EXPONENT = 5_000;

/** Python's decimal.Decimal as its text, with as many digits as there are. Throws MisuseError for a text that isn't one. */
export class Decimal extends PythonValue {
  /** What `str(decimal)` gives in Python. */
  readonly text: string;

  constructor(text: string) {
    super();
    if (!pattern.test(text))
      throw new MisuseError(`"${text.slice(0, 40)}" is no decimal; give digits such as "1.50"`);
    this.text = text;
  }

  get typeName(): string {
    return "decimal.Decimal";
  }

  /** The nearest number. */
  toNumber(): number {
    if (/nan/i.test(this.text)) return Number.NaN;
    return Number(this.text.replace(/inf(?:inity)?/i, "Infinity"));
  }

  override toString(): string {
    return this.text;
  }

  override hashKey(work: HashWork): unknown {
    work.spend(this.text.length);
    const match = pattern.exec(this.text);
    const digits = `${match?.[2] ?? ""}${match?.[3] ?? match?.[4] ?? ""}`;
    if (digits === "") return this.toNumber();
    const fraction = (match?.[3] ?? match?.[4] ?? "").length;
    const significant = digits.replace(/^0+/, "").replace(/0+$/, "");
    if (significant === "") return 0;
    const trailing = digits.length - digits.replace(/0+$/, "").length;
    const exponent = Number(match?.[5] ?? 0) - fraction + trailing;
    const signed = `${match?.[1] === "-" ? "-" : ""}${significant}`;
    if (Math.abs(exponent) > LARGEST_EXPONENT) return taggedKey("d", `${signed}e${exponent}`);
    work.spend(Math.abs(exponent));
    const power = 10n ** BigInt(Math.abs(exponent));
    if (exponent >= 0) return rationalKey(BigInt(signed) * power, 1n, work);
    return rationalKey(BigInt(signed), power, work);
  }
}
