import type { Socket } from "node:net";
import { getSystemErrorName } from "node:util";
import { brokenPipe, type Libc, notYet } from "../memory/libc-calls.ts";
import { loadLibc } from "../memory/libc.ts";

/** Errors that say nothing about the connection, only that it can't be done now or here. */
const harmless: ReadonlySet<string> = new Set(["EAGAIN", "EINTR", "ENOBUFS", "ENOMEM", "ENOTSOCK"]);

/**
 * The system's socket behind one of Node's, for reads and writes past the event loop, which take a tenth of the time.
 * Both use it in turn: what one has read the other doesn't see, and order is kept since this one does nothing while the
 * other has something left.
 */
export class SystemSocket {
  readonly #socket: Socket;
  readonly #libc: Libc;
  readonly #readRest: () => void;
  readonly #isTcp: boolean;

  private constructor(socket: Socket, libc: Libc, readRest: () => void) {
    this.#socket = socket;
    this.#libc = libc;
    this.#readRest = readRest;
    this.#isTcp = socket.remoteFamily !== undefined;
  }

  /**
   * Undefined where it can't be had: without a C library to call (see `loadLibc`), and under TLS. `readRest` is called
   * before a write that fails ends the socket: what has come can be read no more afterwards.
   */
  static of(socket: Socket, readRest: () => void = () => {}): SystemSocket | undefined {
    const libc = "encrypted" in socket ? undefined : loadLibc();
    return libc === undefined ? undefined : new SystemSocket(socket, libc, readRest);
  }

  /**
   * Reads what has come: gives how many bytes, 0 for none. The end of the stream is left to the event loop; an error ends
   * the socket as if that had found it.
   */
  receive(into: Uint8Array): number {
    const descriptor = this.#descriptor;
    if (descriptor === undefined || this.#socket.readableLength > 0) return 0;
    return this.#checked("read", this.#libc.receive(descriptor, into));
  }

  /** Gives the first `length` bytes to the system, and tells how many it has taken. An error ends the socket. */
  send(bytes: Uint8Array, length: number): number {
    const descriptor = this.#descriptor;
    const { writable, writableLength } = this.#socket;
    if (descriptor === undefined || !writable || writableLength > 0) return 0;
    const result = this.#libc.send(descriptor, bytes, length);
    return this.#checked("write", result === brokenPipe ? this.#whyBroken(descriptor) : result);
  }

  /**
   * Tells the other end at once that what it has sent is here. Else the system waits up to 40 ms for something to send
   * along, and a program that has Nagle's algorithm on, as Python's have, holds back the rest of its message for so long.
   */
  acknowledge(): void {
    const descriptor = this.#isTcp ? this.#descriptor : undefined;
    if (descriptor !== undefined) this.#libc.acknowledge(descriptor);
  }

  /** Over a Unix socket a broken pipe comes before the reset that says that the other end hasn't read all. */
  #whyBroken(descriptor: number): number {
    return this.#libc.takeError(descriptor) || brokenPipe;
  }

  /** Asked for each time, as it goes when the socket is closed, and its number may soon be another's. */
  get #descriptor(): number | undefined {
    // Node has no public name for it; where it is called otherwise one day, the event loop does everything.
    const { _handle: handle } = this.#socket as Socket & { readonly _handle?: Handle | null };
    return handle?.fd !== undefined && handle.fd >= 0 ? handle.fd : undefined;
  }

  #checked(call: "read" | "write", result: number): number {
    if (result >= 0) return result;
    if (result !== notYet) this.#fail(call, result);
    return 0;
  }

  /** The system tells an error once: now that we know it, nobody else will. */
  #fail(call: "read" | "write", number: number): void {
    const code = getSystemErrorName(number);
    if (harmless.has(code)) return;
    if (call === "write") this.#readRest();
    this.#socket.destroy(Object.assign(new Error(`${call} ${code}`), { code, errno: number }));
  }
}

interface Handle {
  readonly fd?: number;
}
