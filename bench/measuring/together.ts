import type { Value } from "skein";

/** Lets two processes begin at the same moment: how many of them are there. */
export type Gate = Value<"int32">;

/** Waits for the other process. It blocks: nothing else shall happen in either of them. */
export function meet(gate: Gate): void {
  gate.add(1);
  while (gate.value < 2);
}

/** Milliseconds of a clock that all processes of the machine share. */
export function machineTime(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** A function for a process of its own, with its arguments bound. */
export type Part<Result> = (gate: Gate) => Result | Promise<Result>;

/** Runs two functions at the same time, each in a process of its own, and gives what they return. */
export async function together<First, Second>(
  first: Part<First>,
  second: Part<Second>,
): Promise<[First, Second]> {
  const { Process, Value } = await import("skein");
  using gate = new Value("int32", 0, { lock: false });
  const one = new Process({ target: first, args: [gate] });
  const other = new Process({ target: second, args: [gate] });
  const children = [one, other];
  for (const child of children) child.start();
  try {
    // Both are of a type that a process gives as it is: no generators are measured.
    return (await Promise.all(children.map((child) => child.result()))) as [First, Second];
  } catch (error) {
    // The other one may wait for ever.
    for (const child of children) child.kill();
    throw error;
  } finally {
    for (const child of children) await child.join();
  }
}
