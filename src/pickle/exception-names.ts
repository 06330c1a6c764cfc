/** The exceptions that Python has built in, up to 3.14. */
const builtins =
  "ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError " +
  "BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError " +
  "ConnectionResetError DeprecationWarning EOFError EncodingWarning EnvironmentError Exception ExceptionGroup " +
  "FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning " +
  "IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError " +
  "ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError " +
  "PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError RecursionError ReferenceError " +
  "ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError " +
  "SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError " +
  "UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError";

/** All exceptions that may arrive, as "module name". */
export const exceptionPaths: readonly string[] = [
  ...builtins.split(" ").map((name) => `builtins ${name}`),
  "queue Empty",
  "queue Full",
  "queue ShutDown",
  "threading BrokenBarrierError",
  "multiprocessing.context AuthenticationError",
  "multiprocessing.context BufferTooShort",
  "multiprocessing.context ProcessError",
  "multiprocessing.context TimeoutError",
  "multiprocessing.managers RemoteError",
];

/** Other spellings of the same classes, whatever the protocol. */
export const spellings: ReadonlyMap<string, string> = new Map([
  ["_queue Empty", "queue Empty"],
  ["Queue Empty", "queue Empty"],
  ["Queue Full", "queue Full"],
  ["builtins IOError", "builtins OSError"],
  ["builtins EnvironmentError", "builtins OSError"],
]);
