/** One connection, message by message, in order. */
export interface Link {
  send(message: Uint8Array): void;
  /** Takes the one listener for what comes; there must be one before the first message can come. */
  receive(listener: (message: Uint8Array) => void): void;
  /** Calls the listener once when the other side has gone, after the last message. */
  closed(listener: () => void): void;
  close(): void;
}

/** Passes on what comes at either end to the other, and so its closing. */
export function join(one: Link, other: Link): void {
  one.receive((message) => other.send(message));
  other.receive((message) => one.send(message));
  one.closed(() => other.close());
  other.closed(() => one.close());
}
