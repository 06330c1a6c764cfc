import type { FileFacts } from "./file-facts.ts";

/** One way of doing the job, done. */
export interface Row {
  readonly facts: readonly FileFacts[];
  readonly seconds: number;
}

/** Prints what is being done, and the head of the table. */
export function printTitle(title: string): void {
  console.log(`sha256 and words of ${title}\n`);
  print(["", "files", "seconds", "files/s", "MB/s", "speed-up"]);
}

/** Does the job, from starting the workers to the last result, and prints how fast that was. */
export async function printRow(
  way: string,
  work: () => Promise<readonly FileFacts[]>,
  serial?: Row,
): Promise<Row> {
  const begin = performance.now();
  const facts = await work();
  const seconds = (performance.now() - begin) / 1_000;
  const megabytes = facts.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000_000;
  const speedUp = (serial?.seconds ?? seconds) / seconds;
  print([
    way,
    String(facts.length),
    seconds.toFixed(2),
    (facts.length / seconds).toFixed(0),
    (megabytes / seconds).toFixed(0),
    `${speedUp.toFixed(2)}x`,
  ]);
  return { facts, seconds };
}

function print([way = "", ...cells]: readonly string[]): void {
  console.log(way.padEnd(20) + cells.map((cell) => cell.padStart(10)).join(""));
}
