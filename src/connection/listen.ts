import { existsSync } from "node:fs";
import type { Server } from "node:net";
import { dirname } from "node:path";
import { MisuseError } from "../errors.ts";
import { formatAddress, type SocketAddress } from "./address.ts";
import { isSocket, removeStale } from "./socket-file.ts";

/**
 * Lets `server` listen; gives the address with the port that the system has chosen. The Unix socket of a dead server is
 * replaced, that of a living one isn't. Throws MisuseError, which names the address.
 */
export async function listenAt(
  server: Server,
  address: SocketAddress,
  backlog: number | undefined,
): Promise<SocketAddress> {
  try {
    await tryListen(server, address, backlog);
  } catch (error) {
    if (codeOf(error) !== "EADDRINUSE" || address.kind !== "unix") throw refusal(address, error);
    if (!(await removeStale(address.path))) throw refusal(address, error);
    await tryListen(server, address, backlog).catch((again: unknown) => {
      throw refusal(address, again);
    });
  }
  return resolved(server, address);
}

function tryListen(
  server: Server,
  address: SocketAddress,
  backlog: number | undefined,
): Promise<void> {
  const place =
    address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port };
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(backlog === undefined ? place : { ...place, backlog }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function resolved(server: Server, address: SocketAddress): SocketAddress {
  const found = server.address();
  if (address.kind === "unix" || found === null || typeof found === "string") return address;
  return { kind: "tcp", host: found.address, port: found.port };
}

const reasons: ReadonlyMap<unknown, string> = new Map([
  ["EADDRINUSE", "is in use: another program listens there"],
  ["EACCES", "may not be opened by this user"],
  ["EPERM", "may not be opened by this user"],
  ["ENOENT", "is in a folder that doesn't exist"],
  ["ENOTDIR", "is in a folder that doesn't exist"],
  ["ENOTFOUND", "names a host that doesn't exist"],
  ["EADDRNOTAVAIL", "is no address of this machine"],
]);

function refusal(address: SocketAddress, cause: unknown): MisuseError {
  // For the path of a Unix socket libuv says EACCES where the system has said ENOENT.
  const hasFolder = address.kind !== "unix" || existsSync(dirname(address.path));
  const code = hasFolder ? codeOf(cause) : "ENOENT";
  const reason = isFile(address)
    ? "is the path of a file that is no socket: remove it, or choose another path"
    : (reasons.get(code) ?? `can't be listened at: ${String(cause)}`);
  return new MisuseError(`${formatAddress(address)} ${reason}`, { cause });
}

function isFile(address: SocketAddress): boolean {
  return address.kind === "unix" && existsSync(address.path) && !isSocket(address.path);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
