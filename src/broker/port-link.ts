import type { MessagePort } from "node:worker_threads";
import type { Link } from "./link.ts";

/** A thread's way to the broker: a port, and words on which the thread can sleep until something has come. */
export interface ThreadWay {
  readonly port: MessagePort;
  /** See {@link flag}. */
  readonly flag: SharedArrayBuffer;
}

/** Layout of the flag: `Int32[2]`: how many messages have been sent to the thread; 1 once there will be none any more. */
export const flag: { readonly sent: 0; readonly ended: 1; readonly bytes: 8 } = {
  sent: 0,
  ended: 1,
  bytes: 8,
};

/** The broker's end, or a gateway's, of a way to a thread. It doesn't keep the program alive. */
export class PortLink implements Link {
  readonly #port: MessagePort;
  readonly #flag: Int32Array;
  #receive: (message: Uint8Array) => void = () => {};
  #join: (way: ThreadWay) => void = () => {};

  constructor({ port, flag: words }: ThreadWay) {
    this.#port = port;
    this.#flag = new Int32Array(words);
    port.on("message", (message: Uint8Array | ThreadWay) => {
      if (message instanceof Uint8Array) this.#receive(message);
      else this.#join(message);
    });
    port.unref();
  }

  send(message: Uint8Array): void {
    this.#port.postMessage(message);
    this.#ring();
  }

  receive(listener: (message: Uint8Array) => void): void {
    this.#receive = listener;
  }

  /** Takes the listener for ways to further threads, which the thread hands over when it starts them. */
  joined(listener: (way: ThreadWay) => void): void {
    this.#join = listener;
  }

  closed(listener: () => void): void {
    this.#port.on("close", listener);
  }

  close(): void {
    Atomics.store(this.#flag, flag.ended, 1);
    this.#ring();
    this.#port.close();
  }

  #ring(): void {
    Atomics.add(this.#flag, flag.sent, 1);
    Atomics.notify(this.#flag, flag.sent);
  }
}
