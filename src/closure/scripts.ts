import { inspectScript } from "./inspect.ts";
import { Script } from "./script.ts";

/** So many scripts stay analysed; only a program that makes functions from text has more with functions that travel. */
const MOST = 512;

const scripts = new Map<string, Script>();

/** Gives a script of this thread, analysed. Throws SyntaxError when the parser doesn't know its syntax. */
export function scriptOf(id: string): Script {
  let script = scripts.get(id);
  if (script === undefined) script = new Script(inspectScript(id));
  else scripts.delete(id);
  scripts.set(id, script);
  if (scripts.size > MOST) forgetOldest();
  return script;
}

function forgetOldest(): void {
  // A Map gives its keys in the order in which they came.
  for (const id of scripts.keys()) {
    scripts.delete(id);
    return;
  }
}
