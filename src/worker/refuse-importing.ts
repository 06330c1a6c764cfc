import { importingModule } from "../closure/module-load.ts";
import { MisuseError } from "../errors.ts";

/**
 * Throws MisuseError while a worker is importing a module: a module that makes workers when it is loaded would, in each
 * of them, make workers of its own without end. `what` is what was being made, as in "a process".
 */
export function refuseWhileImporting(what: string): void {
  const importing = importingModule();
  if (importing === undefined) return;
  throw new MisuseError(
    `${what} was made while a worker was importing '${importing}': that module, or one that it imports, would start ` +
      "workers in every worker without end; do it in the program's entry module, or inside a function",
  );
}
