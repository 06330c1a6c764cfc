import { randomBytes, timingSafeEqual } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where a broker listens, and what proves that somebody belongs to its program. */
export interface Address {
  /** As `net.connect({ path })` takes it. */
  readonly path: string;
  /** The first message on every connection. Names of sockets can be seen by every user of the machine. */
  readonly secret: Uint8Array;
}

/** The length of a secret. */
export const secretBytes = 16;
/** Stands for the NUL with which abstract names begin: environment variables can't have one. */
const ABSTRACT = "@";
const prefix = "skein-";
const suffix = ".sock";

/**
 * An address that nobody has. On Linux its name is an abstract one, in no file system, and on Windows that of a named
 * pipe: both are gone with their process, however it ends. Elsewhere it is a file in the folder for temporary ones.
 */
export function newAddress(): Address {
  const name = `${prefix}${process.pid}-${randomBytes(8).toString("hex")}`;
  return { path: pathOf(name), secret: randomBytes(secretBytes) };
}

/** Removes the socket files that processes have left behind which were killed. */
export function removeStale(): void {
  if (process.platform === "linux" || process.platform === "win32") return;
  for (const file of filesIn(tmpdir())) {
    const pid = file.startsWith(prefix) && file.endsWith(suffix) ? Number(file.split("-")[1]) : NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(tmpdir(), file), { force: true });
  }
}

/** An address as text for an environment variable. */
export function addressToText({ path, secret }: Address): string {
  const name = path.startsWith("\0") ? ABSTRACT + path.slice(1) : path;
  return Buffer.from(secret).toString("hex") + name;
}

export function addressFromText(text: string): Address {
  const name = text.slice(2 * secretBytes);
  return {
    path: name.startsWith(ABSTRACT) ? "\0" + name.slice(1) : name,
    secret: Buffer.from(text.slice(0, 2 * secretBytes), "hex"),
  };
}

/** Takes as long whether the first byte differs or the last. */
export function provesMembership(message: Uint8Array, { secret }: Address): boolean {
  return message.byteLength === secret.byteLength && timingSafeEqual(message, secret);
}

function pathOf(name: string): string {
  if (process.platform === "linux") return `\0${name}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), name + suffix);
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not ours to tidy, then.
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another user, then.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
