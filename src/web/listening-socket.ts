import { lookup } from "node:dns/promises";
import { lstatSync, unlinkSync } from "node:fs";
import * as net from "node:net";
import { constants } from "node:os";
import { getSystemErrorName } from "node:util";
import { SkeinError } from "../errors.ts";
import { formatBind, type BindAddress } from "./bind-address.ts";

/**
 * What Node has inside of a server. `node:cluster` opens the sockets of its workers in the same way: nothing public in
 * Node binds a socket without accepting from it as well.
 */
interface SocketHandle {
  readonly fd: number;
  close(): void;
  getsockname?(out: { address?: string; port?: number }): number;
}

/** -1 for the port of a path; the type is 4, 6 or, for a path, -1. */
type CreateHandle = (address: string, port: number, type: number) => SocketHandle | number;

/** A socket that is bound, but doesn't accept here: whoever inherits its descriptor does. */
export interface ListeningSocket {
  /** Where it listens, with the port that the system chose. */
  readonly address: BindAddress;
  readonly descriptor: number;
  /** Lets go of it. Who has inherited it goes on; a path is removed. */
  close(): void;
}

/**
 * Binds a socket that workers can inherit. The path of a Unix socket that nobody listens at any more is taken over.
 * Rejects with an Error whose `code` is that of the system (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`).
 */
export async function openListeningSocket(address: BindAddress): Promise<ListeningSocket> {
  return address.kind === "unix" ? openPath(address) : openPort(address);
}

async function openPort(address: BindAddress & { kind: "tcp" }): Promise<ListeningSocket> {
  const { address: ip, family } = await lookup(address.host);
  const handle = bind({ text: ip, port: address.port, type: family }, address);
  const told: { port?: number } = {};
  handle.getsockname?.(told);
  const { port } = told;
  if (port === undefined || (address.port !== 0 && port !== address.port)) {
    // libuv keeps this one error to itself until somebody listens.
    handle.close();
    throw systemError(-constants.errno.EADDRINUSE, address);
  }
  return {
    address: { ...address, port },
    descriptor: handle.fd,
    close: once(() => handle.close()),
  };
}

async function openPath(address: BindAddress & { kind: "unix" }): Promise<ListeningSocket> {
  const { path } = address;
  if (isSocket(path) && !(await answers(path))) unlinkSync(path);
  const handle = bind({ text: path, port: -1, type: -1 }, address);
  // Closing the handle that has bound a path removes the path as well.
  return { address, descriptor: handle.fd, close: once(() => handle.close()) };
}

interface Target {
  readonly text: string;
  readonly port: number;
  readonly type: number;
}

function bind({ text, port, type }: Target, address: BindAddress): SocketHandle {
  const create: unknown = Reflect.get(net, "_createServerHandle");
  if (typeof create !== "function") {
    throw new SkeinError(
      "ERR_SKEIN_PLATFORM",
      `Node ${process.version} has no way to bind a socket that workers can share`,
    );
  }
  // What node:cluster calls; it gives the negative number of the system's error, or the handle.
  const handle = (create as CreateHandle)(text, port, type);
  if (typeof handle === "number") throw systemError(handle, address);
  return handle;
}

/** Shaped as Node's own, so that whoever knows those knows this. */
function systemError(errno: number, address: BindAddress): Error {
  const code = getSystemErrorName(errno);
  const reason = code === "EADDRINUSE" ? `: ${whyTaken(address)}` : "";
  return Object.assign(new Error(`listen ${code} at ${formatBind(address)}${reason}`), {
    code,
    errno,
    syscall: "listen",
    ...(address.kind === "tcp"
      ? { address: address.host, port: address.port }
      : { address: address.path }),
  });
}

function whyTaken(address: BindAddress): string {
  const isFile =
    address.kind === "unix" &&
    lstatSync(address.path, { throwIfNoEntry: false })?.isSocket() === false;
  return isFile ? "there is a file that is no socket" : "somebody else listens there";
}

/** What is something else is left where it is, and binding fails: the system refuses connections to a file, too. */
function isSocket(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true;
}

/** Whether somebody listens at this path. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error) => resolve(!("code" in error && error.code === "ECONNREFUSED")));
  });
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}
