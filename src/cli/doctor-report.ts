import type { MemoryReport } from "../index.ts";

/** A report as text for people. */
export function doctorLines({ threads, objects, deadlocks }: MemoryReport): string {
  const lines = [`${count(threads.length, "thread")}`];
  for (const { pid, threadId, alive, waits } of threads) {
    const where = threadId === 0 ? "main thread" : `thread ${threadId}`;
    lines.push(`  process ${pid}, ${where}${alive ? "" : " (dead)"}`);
    for (const { object, since } of waits) lines.push(`    waits for ${object}, ${since} ms`);
  }
  lines.push(count(objects.length, "shared object"));
  for (const { id, bytes, holder, abandoned } of objects) {
    const held = holder === undefined ? "" : `, held by ${holder}`;
    const left = abandoned ? ", held by somebody who has died: the next one recovers it" : "";
    lines.push(`  ${id}, ${bytes} bytes${held}${left}`);
  }
  lines.push(deadlocks.length === 0 ? "no deadlock" : deadlocks.join("\n"));
  return `${lines.join("\n")}\n`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
