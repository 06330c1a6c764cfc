import { MisuseError } from "../../errors.ts";

/** Throws MisuseError that names the rule of PEP 3333, unless `kept`. */
export function rule(kept: boolean, text: string): asserts kept {
  if (!kept) throw new MisuseError(`WSGI (PEP 3333): ${text}`);
}
