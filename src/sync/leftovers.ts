import { randomBytes } from "node:crypto";
import { lstatSync, readdirSync, readlinkSync, symlinkSync, unlinkSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import { perThread } from "../per-thread.ts";
import { guardNames } from "./name-guard.ts";
import { folder, pathOf, removeFile } from "./named-file.ts";
import { ownerIsGone, ownTag } from "./owner-tag.ts";

/*
 * Shared memory with a name outlives whoever made it, so it is written down who that was: memory without a name of the
 * user's own is called `skein_OWNER_RANDOM`, and for any other there is a symbolic link of such a name, which leads
 * nowhere: its text is `INODE:NAME`. The files themselves are the book, because any thread of the process may make
 * memory, but only the main thread is there at the end, and after a SIGKILL nobody of the program is.
 */

const state = perThread("leftovers", () => ({ swept: false, willRemove: false }));

/** A new name that says who has made the memory. From now on what this process makes goes with it, even by SIGKILL. */
export function newName(): string {
  guardNames(prefix(ownTag()));
  return `${prefix(ownTag())}${randomBytes(4).toString("hex")}`;
}

/** Writes down that this process has made the memory called `name`; gives the name of the note. */
export function noteOwner(name: string, inode: number): string {
  const note = newName();
  symlinkSync(`${inode}:${name}`, pathOf(note));
  return note;
}

export function removeNote(note: string): void {
  unlinkQuietly(pathOf(note));
}

/**
 * At the end of the process, removes all that its threads have made and not unlinked. Only the main thread can see to
 * that, so it should call this if any thread makes shared memory. Idempotent.
 */
export function removeOwnAtExit(): void {
  if (!isMainThread || state.willRemove) return;
  state.willRemove = true;
  process.on("exit", () => removeWhere((tag) => tag === ownTag()));
}

/** Removes what programs of this user left behind that were killed. Does so once in a thread. */
export function sweepOnce(): void {
  if (state.swept) return;
  state.swept = true;
  const gone = new Map<string, boolean>();
  removeWhere((tag) => {
    const known = gone.get(tag) ?? ownerIsGone(tag);
    gone.set(tag, known);
    return known;
  });
}

function prefix(tag: string): string {
  return `skein_${tag}_`;
}

function removeWhere(isToGo: (tag: string) => boolean): void {
  for (const name of namesInFolder()) {
    const [, tag] = /^skein_(\d+_[0-9a-z]+_[0-9a-z]+)_[0-9a-f]+$/.exec(name) ?? [];
    if (tag !== undefined && isToGo(tag)) removeLeftover(name);
  }
}

function namesInFolder(): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No such folder, or not for us.
    return [];
  }
}

/** Quietly: it may be gone by now, or somebody else's. */
function removeLeftover(name: string): void {
  const path = pathOf(name);
  try {
    const found = lstatSync(path);
    if (found.uid !== process.getuid?.()) return;
    if (found.isSymbolicLink()) removeNoted(readlinkSync(path));
  } catch {
    return;
  }
  unlinkQuietly(path);
}

function removeNoted(text: string): void {
  const [, inode, name] = /^(\d+):([^/]+)$/.exec(text) ?? [];
  if (name !== undefined) removeFile(name, Number(inode));
}

function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Another has been faster.
  }
}
