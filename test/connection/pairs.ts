import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  connect,
  type ConnectOptions,
  type Connection,
  Listener,
  type ListenerOptions,
} from "../../src/connection.ts";

/** The ways over which two of our own programs can talk. */
export type Way = "tcp" | "unix" | "tls";

export const ways: readonly Way[] = ["tcp", "unix", "tls"];

const certificates = join(process.cwd(), "test/connection/certificates");
const certificate = readFileSync(join(certificates, "certificate.pem"));
const key = readFileSync(join(certificates, "key.pem"));

/** Listens where the way wants it, at a free port or a new path. */
export function listen(way: Way, options: ListenerOptions = {}): Promise<Listener> {
  if (way === "unix") return Listener.open(undefined, options);
  const tls = way === "tls" ? { key, cert: certificate } : undefined;
  return Listener.open("127.0.0.1:0", { ...options, tls });
}

/** Connects to it. */
export function reach(
  way: Way,
  listener: Listener,
  options: ConnectOptions = {},
): Promise<Connection> {
  const tls = way === "tls" ? { ca: certificate } : undefined;
  return connect(listener.address, { ...options, tls });
}

/** Two connected ends, and how to let go of them. */
export interface Pair extends Disposable {
  readonly left: Connection;
  readonly right: Connection;
}

/** Makes a {@link Pair}; left has connected and right has accepted. */
export async function pairOver(
  way: Way,
  options: { left?: ConnectOptions; right?: ListenerOptions } = {},
): Promise<Pair> {
  const listener = await listen(way, { authkey: "abc", ...options.right });
  const accepted = listener.accept();
  const left = await reach(way, listener, { authkey: "abc", ...options.left });
  const right = await accepted;
  return {
    left,
    right,
    [Symbol.dispose]() {
      left.close();
      right.close();
      listener.close();
    },
  };
}

/** Bytes that differ from place to place. */
export function pattern(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) bytes[index] = (index * 31 + seed) & 0xff;
  return bytes;
}

/** The text of bytes. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
