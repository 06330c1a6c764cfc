import { readdirSync, readFileSync } from "node:fs";

/** Bytes of a process, pages that it shares with others counted in part (PSS); its resident size where PSS is hidden. */
export function memoryOf(pid: number): number {
  try {
    return field(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"), "Pss");
  } catch {
    return field(readFileSync(`/proc/${pid}/status`, "latin1"), "VmRSS");
  }
}

/** The processes below `ancestor`, whatever they are for. */
export function descendants(ancestor: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    if (Number.isInteger(pid)) parents.set(pid, parentOf(pid));
  }
  return [...parents.keys()].filter((pid) => {
    for (let at = parents.get(pid); at !== undefined && at > 0; at = parents.get(at))
      if (at === ancestor) return true;
    return false;
  });
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name of the program stands in brackets and may contain anything.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    // It has ended since the list was read.
    return 0;
  }
}

function field(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1]) * 1024;
}
