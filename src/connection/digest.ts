import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { AuthenticationError } from "../errors.ts";

/** Python's names of the digests that a proof may be made with, and Node's. */
const digests: ReadonlyMap<string, string> = new Map([
  ["md5", "md5"],
  ["sha256", "sha256"],
  ["sha384", "sha384"],
  ["sha3_256", "sha3-256"],
  ["sha3_384", "sha3-384"],
]);

/** How many random bytes are in a challenge: Python 3.12's number. */
const nonceBytes = 40;
const shortestChallenge = 20;

/** Of these lengths are the challenges and the proofs of Python 3.11 and older: no digest is named, it is MD5. */
const legacyLengths: ReadonlySet<number> = new Set([16, 20]);

/** A digest's name comes in braces before a challenge and before a proof. */
const namePattern = /^\{([a-z0-9_]+)\}/;

/** Text that names a digest is at the beginning; no name is longer. */
const longestName = 20;

/** Which proofs are taken and given. */
export interface ProofOptions {
  readonly key: Uint8Array;
  /** Whether MD5 is good enough; Python 3.11 and older know nothing else. */
  readonly allowLegacy: boolean;
}

/** A new challenge as Python 3.12's; an older Python takes it for random bytes, and answers in its own way. */
export function makeChallenge(): Uint8Array {
  return Buffer.concat([Buffer.from("{sha256}"), randomBytes(nonceBytes)]);
}

/** The proof that one has the key. Throws AuthenticationError for a challenge that can't or mustn't be answered. */
export function answerChallenge(challenge: Uint8Array, options: ProofOptions): Uint8Array {
  if (challenge.byteLength < shortestChallenge) {
    throw new AuthenticationError(
      `the challenge of the other end is too short: ${challenge.byteLength} bytes`,
    );
  }
  const name = digestOf(challenge);
  if (name === undefined) {
    throw new AuthenticationError("the challenge of the other end names no digest known here");
  }
  assertAllowed(name, options);
  const proof = macOf(name, challenge, options.key);
  if (legacyLengths.has(challenge.byteLength)) return proof;
  return Buffer.concat([Buffer.from(`{${name}}`), proof]);
}

/** Whether `proof` proves that the other end has the key. Throws AuthenticationError for one that isn't allowed. */
export function isProof(proof: Uint8Array, challenge: Uint8Array, options: ProofOptions): boolean {
  const name = digestOf(proof);
  if (name === undefined) return false;
  assertAllowed(name, options);
  const wanted = macOf(name, challenge, options.key);
  const bare = legacyLengths.has(proof.byteLength) ? proof : proof.subarray(name.length + 2);
  // The length is no secret.
  return bare.byteLength === wanted.byteLength && timingSafeEqual(bare, wanted);
}

/** Python's name of the digest by which a challenge or a proof goes. */
function digestOf(message: Uint8Array): string | undefined {
  if (legacyLengths.has(message.byteLength)) return "md5";
  const beginning = Buffer.from(message.subarray(0, longestName)).toString("latin1");
  const name = namePattern.exec(beginning)?.[1];
  return name !== undefined && digests.has(name) ? name : undefined;
}

/** The name before it is part of what is proved. */
function macOf(name: string, message: Uint8Array, key: Uint8Array): Uint8Array {
  try {
    return createHmac(digests.get(name) ?? name, key)
      .update(message)
      .digest();
  } catch (cause) {
    throw new AuthenticationError(`this machine's OpenSSL doesn't offer ${name}`, { cause });
  }
}

function assertAllowed(name: string, { allowLegacy }: ProofOptions): void {
  if (name !== "md5" || allowLegacy) return;
  throw new AuthenticationError(
    "the other end authenticates by MD5, as Python 3.11 and older do, which allowLegacyAuth: false refuses",
  );
}
