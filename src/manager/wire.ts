import type { Connection } from "../connection/connection.ts";
import { ConnectionLostError } from "../errors.ts";
import { hold, release } from "../task/keep-alive.ts";

/** Who hears what comes over a wire. */
export interface WireListener {
  /** A message has come. */
  message(bytes: Uint8Array): void;
  /**
   * Nothing comes any more, and nothing that is written arrives; called once, unless `close()` was. When the connection
   * never was there, nothing that was written has been carried out.
   */
  lost(error: Error, wasThere: boolean): void;
}

/**
 * One connection to a server, usable before it is made: what is written until then goes out afterwards, in order. It
 * keeps the program alive only while an answer is awaited.
 */
export class Wire {
  readonly #listener: WireListener;
  #connection: Connection | undefined;
  #backlog: Uint8Array[] = [];
  #isOver = false;
  #isHeld = false;

  constructor(opening: Promise<Connection>, listener: WireListener) {
    this.#listener = listener;
    opening.then(
      (connection) => this.#begin(connection),
      (error: unknown) => this.#lose(error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** Sends a message. What is written in one turn of the event loop goes out together. */
  write(bytes: Uint8Array): void {
    if (this.#connection === undefined) this.#backlog.push(bytes);
    else this.#connection.write(bytes);
  }

  /** Whether an answer is awaited, for which the program stays alive. */
  awaitAnswers(isAwaiting: boolean): void {
    if (this.#isHeld === isAwaiting) return;
    this.#isHeld = isAwaiting;
    if (isAwaiting) hold();
    else release();
  }

  /** Ends it; the listener hears nothing any more. Idempotent. */
  close(): void {
    this.#isOver = true;
    this.awaitAnswers(false);
    this.#connection?.close();
  }

  #begin(connection: Connection): void {
    if (this.#isOver) return connection.close();
    this.#connection = connection;
    connection.unref();
    connection.onEnd((error) =>
      this.#lose(
        new ConnectionLostError("the manager has closed the connection", { cause: error }),
      ),
    );
    connection.onMessage((bytes) => this.#listener.message(bytes));
    for (const bytes of this.#backlog) connection.write(bytes);
    this.#backlog = [];
  }

  #lose(error: Error): void {
    if (this.#isOver) return;
    const wasThere = this.#connection !== undefined;
    this.close();
    this.#listener.lost(error, wasThere);
  }
}
