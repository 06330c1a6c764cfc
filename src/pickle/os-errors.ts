/** Classes of Python that inherit from its OSError. */
export const osErrors: ReadonlySet<string> = new Set([
  "BlockingIOError",
  "BrokenPipeError",
  "ChildProcessError",
  "ConnectionAbortedError",
  "ConnectionError",
  "ConnectionRefusedError",
  "ConnectionResetError",
  "FileExistsError",
  "FileNotFoundError",
  "InterruptedError",
  "IsADirectoryError",
  "NotADirectoryError",
  "PermissionError",
  "ProcessLookupError",
  "TimeoutError",
]);
