import type { Socket } from "node:net";
import type { Link } from "./link.ts";

const lengthBytes = 4;

/** A connection between processes: each message goes behind its length, a Uint32 in little-endian order. */
export class SocketLink implements Link {
  readonly #socket: Socket;
  #receive: (message: Uint8Array) => void = () => {};
  /** What has come of the next message, and how many bytes that is. */
  #parts: Uint8Array[] = [];
  #length = 0;
  #firstLength: number | undefined;

  /** `firstLength`: of a stranger whose first message isn't so long no more is read. */
  constructor(socket: Socket, firstLength?: number) {
    this.#socket = socket;
    this.#firstLength = firstLength;
    socket.on("data", (chunk) => this.#push(chunk));
    // Only says that the other side has gone, which "close" tells.
    socket.on("error", () => {});
  }

  send(message: Uint8Array): void {
    const length = Buffer.allocUnsafe(lengthBytes);
    length.writeUInt32LE(message.byteLength);
    this.#socket.cork();
    this.#socket.write(length);
    this.#socket.write(message);
    this.#socket.uncork();
  }

  receive(listener: (message: Uint8Array) => void): void {
    this.#receive = listener;
  }

  closed(listener: () => void): void {
    this.#socket.on("close", listener);
  }

  close(): void {
    this.#socket.end();
  }

  /** Ends it without another word. */
  drop(): void {
    this.#socket.destroy();
  }

  #push(chunk: Uint8Array): void {
    this.#parts.push(chunk);
    this.#length += chunk.byteLength;
    if (this.#isStranger()) return this.drop();
    // A long message is put together once, when its last part is there.
    if (this.#length < this.#wanted()) return;
    let rest = Buffer.concat(this.#parts);
    while (rest.byteLength >= wantedBy(rest)) {
      const end = wantedBy(rest);
      // A copy of its own: what is decoded from it may live long.
      this.#firstLength = undefined;
      this.#receive(Uint8Array.prototype.slice.call(rest, lengthBytes, end));
      rest = rest.subarray(end);
    }
    this.#parts = [rest];
    this.#length = rest.byteLength;
  }

  #isStranger(): boolean {
    const wanted = this.#wanted();
    if (this.#firstLength === undefined || wanted === lengthBytes) return false;
    return wanted !== lengthBytes + this.#firstLength;
  }

  #wanted(): number {
    const [first] = this.#parts;
    if (this.#length < lengthBytes || first === undefined) return lengthBytes;
    const head = first.byteLength < lengthBytes ? Buffer.concat(this.#parts) : first;
    return wantedBy(head);
  }
}

/** How many bytes there must be before something can be made of them. */
function wantedBy(bytes: Uint8Array): number {
  if (bytes.byteLength < lengthBytes) return lengthBytes;
  return lengthBytes + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}
