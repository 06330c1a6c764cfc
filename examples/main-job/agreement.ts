import { createHash } from "node:crypto";
import type { FileFacts } from "./file-facts.ts";

/** The paths whose facts aren't the same in every list; empty when all lists agree, byte for byte. */
export function differences(lists: readonly (readonly FileFacts[])[]): string[] {
  const [first = [], ...others] = lists;
  if (others.every((other) => digest(other) === digest(first))) return [];
  const all = Math.max(...lists.map((list) => list.length));
  const paths: string[] = [];
  for (let index = 0; index < all; index += 1) {
    const texts = new Set(lists.map((list) => JSON.stringify(list[index])));
    if (texts.size > 1)
      paths.push(lists.find((list) => list[index] !== undefined)?.[index]?.path ?? "");
  }
  return paths;
}

/** One hash over all results, in their order. */
function digest(facts: readonly FileFacts[]): string {
  const hash = createHash("sha256");
  for (const fact of facts) hash.update(`${JSON.stringify(fact)}\n`);
  return hash.digest("hex");
}
