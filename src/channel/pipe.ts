import { registerHandles } from "../codec/handle.ts";
import { MisuseError } from "../errors.ts";
import { Connection } from "./connection.ts";
import { MessageEnd } from "./message-end.ts";
import { handles } from "./pipe-handles.ts";
import { PipeHold } from "./pipe-hold.ts";

/** How a pipe is made. */
export interface PipeOptions {
  /** Whether both ends send and receive (the default), or the first one only receives and the second one only sends. */
  readonly duplex?: boolean | undefined;
  /**
   * How many bytes may be under way in each direction before `send` waits; a message takes up to 15 more than it has.
   * Default: 1 MiB.
   */
  readonly capacity?: number | undefined;
  /** What `skein doctor` calls it. */
  readonly name?: string | undefined;
}

const MOST = 2 ** 31 - 1;

/**
 * Makes a pipe and gives its two ends; what the first one receives and sends, are the two types. Give one of them to
 * another thread or process, and close your own copy of it then. Throws MemoryFullError when there is no room.
 *
 * @example
 *     const [ours, theirs] = pipe<string, number>();
 *     const process = new Process({ target: child, args: [theirs] });
 *     process.start();
 *     theirs.close();
 */
export function pipe<In = unknown>(
  options: PipeOptions & { readonly duplex: false },
): [receiver: Connection<In, never>, sender: Connection<never, In>];
export function pipe<In = unknown, Out = unknown>(
  options?: PipeOptions,
): [first: Connection<In, Out>, second: Connection<Out, In>];
export function pipe({ duplex = true, capacity = 2 ** 20, name }: PipeOptions = {}): [
  Connection,
  Connection,
] {
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > MOST)
    throw new MisuseError(`capacity is ${capacity}, and must be a whole number from 1 to ${MOST}`);
  registerHandles(handles);
  const hold = PipeHold.create({ capacity, duplex }, name);
  return [
    new Connection(new MessageEnd(hold, 0, duplex)),
    new Connection(new MessageEnd(hold, 1, duplex)),
  ];
}
