import type { WaitLimits } from "../memory/memory.ts";
import { waitBehind } from "./members.ts";
import type { Members } from "./messages.ts";

/** Calls a member of one state that the broker keeps. */
export interface Caller {
  /** Blocks until the broker has answered. `signal` was in the limits that stand last in `args`. */
  callSync(member: string, args: readonly unknown[], signal?: AbortSignal): unknown;
  call(member: string, args: readonly unknown[], signal: AbortSignal | undefined): Promise<unknown>;
}

/**
 * A state that is elsewhere: the same methods, all forwarded. What never waits blocks for the round trip, and so does
 * what reads a property; what gives a promise doesn't block; a blocking wait (`acquireSync`) blocks until the broker's
 * own wait (`acquire`) is over.
 */
export function stubOf<State extends object>(members: Members, caller: Caller): State {
  const stub = {};
  for (const name of members.values)
    Object.defineProperty(stub, name, { get: () => caller.callSync(name, []) });
  for (const name of members.methods)
    Object.defineProperty(stub, name, { value: forwarder(name, members, caller) });
  // The members were read off a state of this very kind.
  return stub as State;
}

function forwarder(
  name: string,
  members: Members,
  caller: Caller,
): (...args: readonly unknown[]) => unknown {
  if (members.waits.includes(name)) {
    return async (...args) => {
      const { sent, signal } = withoutSignal(args);
      return caller.call(name, sent, signal);
    };
  }
  const wait = waitBehind(name, members);
  if (wait === undefined) return (...args) => caller.callSync(name, args);
  return (...args) => {
    const { sent, signal } = withoutSignal(args);
    return caller.callSync(wait, sent, signal);
  };
}

/** A signal doesn't travel; what it says is sent after. */
function withoutSignal(args: readonly unknown[]): {
  readonly sent: readonly unknown[];
  readonly signal: AbortSignal | undefined;
} {
  const limits = args.at(-1);
  if (!hasSignal(limits)) return { sent: args, signal: undefined };
  const { signal, ...rest } = limits;
  return { sent: [...args.slice(0, -1), rest], signal };
}

function hasSignal(value: unknown): value is WaitLimits {
  return typeof value === "object" && value !== null && "signal" in value;
}
