import { perThread } from "../per-thread.ts";

/** The descriptor of the file that is the program's memory, once there is one. */
export const file: { descriptor: number | undefined } = perThread("memory-file", () => ({
  descriptor: undefined,
}));

/** For the entries of workers: under which descriptor this process has inherited the file of its program, if it has. */
export function inheritFile(descriptor: number | undefined): void {
  file.descriptor = descriptor;
}
