import { InvalidArgumentError } from "commander";

/** What `--serve` can name. */
export const servedKinds = [
  "queue",
  "list",
  "dict",
  "set",
  "namespace",
  "lock",
  "rlock",
  "semaphore",
  "event",
  "condition",
  "barrier",
] as const;

/** One of the kinds. */
export type ServedKindName = (typeof servedKinds)[number];

/** One object that the command `manager` serves. */
export interface ServedName {
  readonly kind: ServedKindName;
  /** What clients call to get it. */
  readonly name: string;
  /** Of a queue: how many items it may have; of a semaphore: its permits; of a barrier: its parties. */
  readonly size: number | undefined;
}

const sized: readonly ServedKindName[] = ["queue", "semaphore", "barrier"];

/** Reads "queue:get_task_queue" or "queue:get_task_queue:100", and adds it to those before it. */
export function collectServed(text: string, before: readonly ServedName[] = []): ServedName[] {
  const added = parseServed(text);
  if (before.some(({ name }) => name === added.name))
    throw new InvalidArgumentError(`"${added.name}" is served already.`);
  return [...before, added];
}

function parseServed(text: string): ServedName {
  const [kindText, name = "", sizeText, more] = text.split(":");
  const kind = servedKinds.find((each) => each === kindText);
  if (kind === undefined)
    throw new InvalidArgumentError(
      `Write KIND:NAME, where KIND is one of ${servedKinds.join(", ")}.`,
    );
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw new InvalidArgumentError(
      `Write ${kind}:NAME, where NAME is what clients call: letters, digits and "_".`,
    );
  if (more !== undefined || (sizeText !== undefined && !/^\d{1,9}$/.test(sizeText)))
    throw new InvalidArgumentError(`Write ${kind}:${name}:SIZE with a whole number, or no size.`);
  if (sizeText !== undefined && !sized.includes(kind))
    throw new InvalidArgumentError(`A ${kind} has no size: write ${kind}:${name}.`);
  if (kind === "barrier" && sizeText === undefined)
    throw new InvalidArgumentError(`Write barrier:${name}:PARTIES, such as barrier:${name}:4.`);
  return { kind, name, size: sizeText === undefined ? undefined : Number(sizeText) };
}
