import { AuthenticationError, ConnectionLostError } from "../errors.ts";
import { answerChallenge, isProof, makeChallenge, type ProofOptions } from "./digest.ts";
import type { MessageStream, StreamEvents } from "./message-stream.ts";

/** Who authenticates itself first: the one who has come. */
export type Role = "acceptor" | "connector";

/** The longest frame until both ends have proved that they have the key, in bytes. */
const longestFrame = 256;

const challengeWord = "#CHALLENGE#";
const welcome: Uint8Array = Buffer.from("#WELCOME#");
const failure: Uint8Array = Buffer.from("#FAILURE#");

/** One side of the talk: what it yields is sent, and it is given what comes. */
type Talk = Generator<Uint8Array | undefined, void, Uint8Array>;

/** How a handshake goes. */
export interface HandshakeOptions extends ProofOptions {
  readonly role: Role;
}

/**
 * Lets both ends of a stream prove to each other that they have the same key, as CPython's do; nothing but these frames
 * is looked at before. `done` is called once: in the very event that ends the handshake well, so that whoever comes next
 * misses nothing, or with the error, and then the stream is closed.
 */
export class Handshake implements StreamEvents {
  readonly #stream: MessageStream;
  readonly #talk: Talk;
  readonly #done: (error?: Error) => void;

  constructor(stream: MessageStream, options: HandshakeOptions, done: (error?: Error) => void) {
    this.#stream = stream;
    this.#talk = options.role === "acceptor" ? accept(options) : connect(options);
    this.#done = done;
  }

  /** From here on the stream tells this handshake, which says the first word, if it is this end's turn. */
  begin(): void {
    this.#stream.use(this);
    this.#step(() => this.#talk.next(nothing));
  }

  message(bytes: Uint8Array): void {
    this.#step(() => this.#talk.next(bytes));
  }

  end(error: Error | undefined): void {
    this.#done(
      error ??
        new ConnectionLostError(
          "the other end closed the connection before both had authenticated",
        ),
    );
  }

  idle(): void {
    // A few small frames: nobody waits for room.
  }

  limit(): number {
    return longestFrame;
  }

  #step(advance: () => IteratorResult<Uint8Array | undefined, void>): void {
    try {
      let step = advance();
      while (!step.done && step.value !== undefined) {
        this.#stream.write(step.value);
        step = this.#talk.next(nothing);
      }
      if (step.done === true) this.#done();
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error;
      this.#stream.close();
      this.#done(error);
    }
  }
}

/** Whether a message begins a handshake; no pickle looks like that. */
export function isChallenge(message: Uint8Array): boolean {
  if (message[0] !== challengeWord.charCodeAt(0)) return false;
  return (
    Buffer.from(message.subarray(0, challengeWord.length)).toString("latin1") === challengeWord
  );
}

const nothing = new Uint8Array(0);

function* accept(options: ProofOptions): Talk {
  yield* demandProof(options);
  yield* giveProof(options);
}

function* connect(options: ProofOptions): Talk {
  yield* giveProof(options);
  yield* demandProof(options);
}

/** Python's deliver_challenge. */
function* demandProof(options: ProofOptions): Talk {
  const challenge = makeChallenge();
  yield Buffer.concat([Buffer.from(challengeWord), challenge]);
  const proof = yield undefined;
  let isRight = false;
  try {
    isRight = isProof(proof, challenge, options);
  } finally {
    if (!isRight) yield failure;
  }
  if (!isRight) throw new AuthenticationError("the other end doesn't have the same authkey");
  yield welcome;
}

/** Python's answer_challenge. */
function* giveProof(options: ProofOptions): Talk {
  const message = yield undefined;
  if (!isChallenge(message)) {
    throw new AuthenticationError(
      "the other end did not ask for a proof of the authkey: does it have one?",
    );
  }
  yield answerChallenge(message.subarray(challengeWord.length), options);
  const answer = yield undefined;
  if (Buffer.compare(answer, welcome) === 0) return;
  throw new AuthenticationError("the other end refused the authkey");
}
