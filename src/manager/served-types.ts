import type { Served } from "./served/served.ts";

/** What makes an object that is served; it gets what the client has given. */
export type ServedFactory = (...args: never[]) => unknown;

/** How something is made and served under a name. */
export interface ServedType {
  readonly create: ServedFactory;
  /** Whether it is made once, and all get the same. Default: a new one for each. */
  readonly single?: boolean | undefined;
  /** Which methods clients may call. Default: all whose names don't begin with "_". */
  readonly exposed?: readonly string[] | undefined;
  /** Methods whose result stays on the server, and the name that it gets there. */
  readonly methodToTypeid?: Readonly<Record<string, string>> | undefined;
}

/** A type of Python's: it is made of the arguments as Python gave them, without a loss. */
export interface PythonType {
  readonly kind: "python";
  make(args: readonly unknown[], kwds: ReadonlyMap<string, unknown> | undefined): Served;
}

/** A name that another server serves: only types know of it. */
export interface ElsewhereType {
  readonly kind: "remote";
}

/** What a server serves: by name, a function that makes an object, or that with more to say. */
export type ServedTypes = Readonly<
  Record<string, ServedFactory | ServedType | PythonType | ElsewhereType>
>;
