/**
 * Whether something that was printed in this thread is still on its way: in a worker it goes through the main thread,
 * by another way than everything else that is sent there.
 */
export function isPrinting(): boolean {
  return process.stdout.writableLength > 0 || process.stderr.writableLength > 0;
}

/** Calls back when all that has been printed in this thread so far has been handed on by the main thread. */
export function whenPrinted(callback: () => void): void {
  process.stdout.write("", () => {
    process.stderr.write("", () => callback());
  });
}
