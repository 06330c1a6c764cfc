import { MisuseError } from "../errors.ts";

/** A host and a port of TCP. */
export interface TcpAddress {
  readonly kind: "tcp";
  /** A numeric IP address, or a name; never "localhost". */
  readonly host: string;
  /** 0 asks the system for a free one. */
  readonly port: number;
}

/** A socket in the file system. */
export interface UnixAddress {
  readonly kind: "unix";
  readonly path: string;
}

/** Where somebody listens. */
export type SocketAddress = TcpAddress | UnixAddress;

/**
 * The ways to write an address: `"127.0.0.1:5000"`, `"tcp://127.0.0.1:5000"`, `"[::1]:5000"`, `{ host, port }` and
 * Python's `["127.0.0.1", 5000]`; `"unix:/path"` and `"/path"`; what {@link parseAddress} gives.
 */
export type AddressLike =
  | string
  | { readonly host: string; readonly port: number }
  | readonly [host: string, port: number]
  | SocketAddress;

/** What the kernel has room for in the address of a Unix socket, less the NUL at its end. */
const longestPath: number = process.platform === "linux" ? 107 : 103;

const largestPort = 65_535;

/**
 * Reads an address. "localhost" is 127.0.0.1, as CPython's connections know no IPv6; an empty host is 0.0.0.0, every
 * network of this machine. Throws MisuseError, which shows the address.
 *
 * @example
 *     parseAddress("localhost:5000"); // { kind: "tcp", host: "127.0.0.1", port: 5000 }
 */
export function parseAddress(address: AddressLike): SocketAddress {
  if (typeof address === "string") return parseText(address);
  if (typeof address !== "object" || address === null) throw unreadable(address);
  if (isPair(address)) return tcp(address[0], address[1]);
  if ("path" in address) return unix(address.path);
  if ("host" in address) return tcp(address.host, address.port);
  throw unreadable(address);
}

/** The address as text: "tcp://127.0.0.1:5000" or "unix:/path"; {@link parseAddress} reads it. */
export function formatAddress(address: SocketAddress): string {
  if (address.kind === "unix") return `unix:${address.path}`;
  const { host, port } = address;
  return host.includes(":") ? `tcp://[${host}]:${port}` : `tcp://${host}:${port}`;
}

/** Whether only programs of this machine can come to the address. */
export function isLocal(address: SocketAddress): boolean {
  if (address.kind === "unix") return true;
  return address.host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(address.host);
}

function parseText(text: string): SocketAddress {
  if (text.startsWith("unix:")) return unix(text.slice("unix:".length).replace(/^\/\/(?=\/)/, ""));
  if (text.startsWith("/")) return unix(text);
  const match = /^(?:tcp:\/\/)?(?:\[([^\]]*)\]|([^:/[\]]*)):(\d+)$/.exec(text);
  if (match === null) throw unreadable(text);
  return tcp(match[1] ?? match[2] ?? "", Number(match[3]));
}

function tcp(host: unknown, port: unknown): TcpAddress {
  if (typeof host !== "string") throw unreadable({ host, port });
  if (typeof port !== "number" || !Number.isInteger(port) || port < 0 || port > largestPort) {
    // A text is shown as one: "5000" looks like a port otherwise.
    const shown = typeof port === "string" ? JSON.stringify(port) : String(port);
    throw new MisuseError(`${shown} is no port: it must be a whole number from 0 to 65535`);
  }
  return { kind: "tcp", host: plainHost(host), port };
}

function plainHost(host: string): string {
  if (host === "localhost") return "127.0.0.1";
  return host === "" ? "0.0.0.0" : host;
}

function unix(path: unknown): UnixAddress {
  if (typeof path !== "string" || path === "") throw unreadable({ path });
  if (path.includes("\0")) {
    throw new MisuseError(
      `${JSON.stringify(path)} can't be the path of a Unix socket: it has a NUL in it`,
    );
  }
  const length = Buffer.byteLength(path);
  if (length > longestPath) {
    throw new MisuseError(
      `the path ${path} has ${length} bytes, and that of a Unix socket at most ${longestPath}: take a shorter folder`,
    );
  }
  return { kind: "unix", path };
}

function isPair(address: object): address is readonly [string, number] {
  return Array.isArray(address) && address.length === 2;
}

function unreadable(address: unknown): MisuseError {
  const shown = JSON.stringify(address) ?? String(address);
  return new MisuseError(
    `${shown} is no address: give "host:port", { host, port }, [host, port] or "unix:/path"`,
  );
}
