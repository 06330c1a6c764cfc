/** The buffer of the view that the job `pass` takes, to be moved. */
export function buffersOf(argument: unknown): ArrayBuffer[] {
  const buffer = ArrayBuffer.isView(argument) ? argument.buffer : undefined;
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}
