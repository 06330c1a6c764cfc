/** What a parent says to a worker's place itself, beside the frames: a verb, a space, and what belongs to it. */

/** Gives the worker another name. */
export const renameVerb = "name ";

/** Tells a spare that it has time to load modules, a JSON list of URLs. */
export const warmUpVerb = "warm ";

/** Hands a word to the code that runs in the worker. */
export const sayVerb = "say ";

export function renameWord(name: string): string {
  return renameVerb + name;
}

export function warmUpWord(modules: readonly string[]): string {
  return warmUpVerb + JSON.stringify(modules);
}

export function sayWord(word: string): string {
  return sayVerb + word;
}

/** The environment variable that tells a process how it reaches the broker, where the program shares no memory. */
export const brokerVariable = "SKEIN_BROKER";
