/** What a parent says to a worker's place itself, beside the frames: a verb, a space, and what belongs to it. */

/** The verb that gives the worker another name. */
export const renameVerb = "name ";

/** The word for a spare: it has time to load what not every worker needs. */
export const warmUpWord = "warm ";

/** The word that gives the worker another name. */
export function renameWord(name: string): string {
  return renameVerb + name;
}
