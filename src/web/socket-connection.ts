import type { Socket } from "node:net";
import { ConnectionLostError } from "../errors.ts";
import { waitWithin, type WaitOptions } from "../task/wait.ts";

/** So many bytes may wait to be received before no more are read from the connection. */
const mostWaiting = 65_536;

/** Somebody in `receive`. */
interface Taker {
  readonly resolve: (piece: Buffer | undefined) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One connection of a {@link SocketServer}: bytes in both directions, in pieces as they come. Iterating gives the pieces
 * until the other side has ended.
 *
 * @example
 *     for await (const piece of connection) await connection.send(piece);
 */
export class SocketConnection implements AsyncIterable<Buffer>, Disposable {
  /** Who is on the other side: "127.0.0.1:50412"; "" on a Unix socket. */
  readonly remoteAddress: string;
  readonly #socket: Socket;
  readonly #pieces: Buffer[] = [];
  readonly #takers: Taker[] = [];
  #waiting = 0;
  #ended = false;
  #error: ConnectionLostError | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    const { remoteAddress, remotePort } = socket;
    this.remoteAddress = remoteAddress === undefined ? "" : `${remoteAddress}:${remotePort}`;
    socket.on("data", (piece: Buffer) => this.#arrived(piece));
    socket.on("end", () => this.#end(undefined));
    socket.on("error", (error) => {
      this.#end(
        new ConnectionLostError(`the connection broke: ${error.message}`, { cause: error }),
      );
    });
    socket.on("close", () => this.#end(undefined));
  }

  /** Whether nothing can be sent any more. */
  get closed(): boolean {
    return this.#socket.destroyed || this.#socket.writableEnded;
  }

  /**
   * Waits for the next piece and gives it, or undefined when the other side has ended, or the server is closing. Rejects
   * with ConnectionLostError when the connection broke, with TimeoutError, and with the signal's reason; no piece is lost
   * then.
   */
  async receive(options: WaitOptions = {}): Promise<Buffer | undefined> {
    const piece = this.#pieces.shift();
    if (piece !== undefined) {
      this.#waiting -= piece.length;
      if (this.#waiting < mostWaiting && this.#socket.isPaused()) this.#socket.resume();
      return piece;
    }
    if (this.#error !== undefined) throw this.#error;
    if (this.#ended) return undefined;
    let taker: Taker | undefined;
    const arrival = new Promise<Buffer | undefined>((resolve, reject) => {
      taker = { resolve, reject };
      this.#takers.push(taker);
    });
    if (options.timeout === undefined && options.signal === undefined) return arrival;
    try {
      return await waitWithin(arrival, options);
    } finally {
      const place = this.#takers.findIndex((each) => each === taker);
      if (place >= 0) this.#takers.splice(place, 1);
    }
  }

  /**
   * Sends bytes, or text as UTF-8. Waits until the system has taken so much of what was sent before that more is
   * welcome. Rejects with ConnectionLostError when the connection is closed or breaks.
   */
  async send(data: string | Uint8Array): Promise<void> {
    if (this.write(data)) return;
    const socket = this.#socket;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        socket.off("drain", go);
        socket.off("close", go);
        resolve();
      };
      socket.on("drain", go);
      socket.on("close", go);
    });
    if (socket.destroyed && socket.writableLength > 0) throw this.#lost();
  }

  /** The same without waiting; gives whether more is welcome. Throws ConnectionLostError when the connection is closed. */
  write(data: string | Uint8Array): boolean {
    if (this.closed) throw this.#lost();
    return this.#socket.write(data);
  }

  /** What has been sent still goes out; then the connection is closed in both directions. Idempotent. */
  close(): void {
    this.#socket.destroySoon();
    this.#end(undefined);
  }

  /** Cuts the connection. */
  terminate(): void {
    this.#socket.destroy();
  }

  /** Who waits for a piece now, or later, sees the end: for a server that closes. */
  finish(): void {
    this.#end(undefined);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const piece = await this.receive();
      if (piece === undefined) return;
      yield piece;
    }
  }

  #lost(): ConnectionLostError {
    return this.#error ?? new ConnectionLostError("the connection is closed");
  }

  #arrived(piece: Buffer): void {
    const taker = this.#takers.shift();
    if (taker !== undefined) return taker.resolve(piece);
    if (this.#ended) return;
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    if (this.#waiting >= mostWaiting) this.#socket.pause();
  }

  #end(error: ConnectionLostError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    for (const taker of this.#takers.splice(0))
      if (error === undefined) taker.resolve(undefined);
      else taker.reject(error);
  }
}

/** What is called as things happen to a connection, where no coroutine waits for them. */
export interface ConnectionEvents {
  open?(connection: EventConnection): void;
  data(connection: EventConnection, piece: Buffer): void;
  close?(connection: EventConnection): void;
}

/** A connection in the hands of {@link ConnectionEvents}. While more is not welcome, nothing is read from it. */
export interface EventConnection {
  readonly remoteAddress: string;
  /** Gives whether more is welcome. Does nothing after the end. */
  write(data: string | Uint8Array): boolean;
  close(): void;
}

/**
 * What serves connections: an async function that is called with each of them, and after whose end the connection is
 * closed; or, for the event-driven model, an object of callbacks.
 */
export type ConnectionHandler = ((connection: SocketConnection) => unknown) | ConnectionEvents;
