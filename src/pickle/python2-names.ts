import { osErrors } from "./os-errors.ts";

/** What classes were called in Python 2, by what they are called in Python 3. Lib/_compat_pickle.py has all of them. */
const renamed: readonly (readonly [python3: string, python2: string])[] = [
  ["builtins range", "__builtin__ xrange"],
  ["builtins str", "__builtin__ unicode"],
  ["multiprocessing.context AuthenticationError", "multiprocessing AuthenticationError"],
  ["multiprocessing.context BufferTooShort", "multiprocessing BufferTooShort"],
  ["multiprocessing.context ProcessError", "multiprocessing ProcessError"],
  ["multiprocessing.context TimeoutError", "multiprocessing TimeoutError"],
];

/** Old names of which the new one says more. */
const onlyOld: readonly (readonly [python3: string, python2: string])[] = [
  ["builtins Exception", "exceptions StandardError"],
  ["builtins str", "__builtin__ basestring"],
  ["builtins int", "__builtin__ long"],
];

const toPython3 = new Map([...renamed, ...onlyOld].map(([now, once]) => [once, now]));
const toPython2 = new Map(renamed);

/** Exceptions that Python 2 doesn't have, and what its pickles of Python 3 say instead. */
const closest = new Map<string, string>([
  ...[...osErrors].map((name): [string, string] => [name, "OSError"]),
  ["ModuleNotFoundError", "ImportError"],
  ["RecursionError", "RuntimeError"],
  ["StopAsyncIteration", "StopIteration"],
  ["ResourceWarning", "Warning"],
  ["EncodingWarning", "Warning"],
  ["ExceptionGroup", "Exception"],
  ["BaseExceptionGroup", "BaseException"],
]);

/** Gives "module name" as Python 3 has it, from what a pickle of protocol 2 or below says. */
export function fromPython2(path: string): string {
  const known = toPython3.get(path);
  if (known !== undefined) return known;
  const [module = "", name = ""] = path.split(" ");
  if (module === "__builtin__" || module === "exceptions") return `builtins ${name}`;
  if (module === "copy_reg") return `copyreg ${name}`;
  if (module === "Queue") return `queue ${name}`;
  return path;
}

/** Gives "module name" as Python 2 has it; Python 3 maps it back. `isException` where it names one. */
export function toPython2Name(path: string, isException: boolean): string {
  const known = toPython2.get(path);
  if (known !== undefined) return known;
  const [module = "", name = ""] = path.split(" ");
  if (module === "builtins") {
    return isException ? `exceptions ${closest.get(name) ?? name}` : `__builtin__ ${name}`;
  }
  if (module === "copyreg") return `copy_reg ${name}`;
  if (module === "queue") return `Queue ${name}`;
  return path;
}
