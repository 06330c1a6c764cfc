import { isMainThread, parentPort, type MessagePort } from "node:worker_threads";
import { thisWorker } from "./this-worker.ts";

/** A message from a thread to the first thread of its process; the threads between pass it on. */
export interface UpwardMessage {
  /** The URL of a module of Skein itself, whose export `receiveUpward` is called with the message. */
  readonly module: string;
  readonly content: unknown;
  /** What of the content moves. */
  readonly ports: readonly MessagePort[];
}

/** What a module exports that takes such messages. */
export interface UpwardReceiver {
  receiveUpward(content: unknown): void;
}

/** Under this key, so that it isn't taken for a message of the user's. */
const key = "skein.upward";

/** Whether this is the thread of its process that was there first, as far as Skein knows. */
export function isFirstThread(): boolean {
  return isMainThread || thisWorker() === undefined;
}

/** Sends a message up; for threads that aren't the first. It takes its way behind what was sent before. */
export function sendUp(message: UpwardMessage): void {
  parentPort?.postMessage({ [key]: message }, [...message.ports]);
}

/** Passes on what one of this thread's own threads has sent up; other messages are left to the user. */
export function passUp(posted: unknown): void {
  if (typeof posted !== "object" || posted === null || !(key in posted)) return;
  // Sent by `sendUp` of the same version.
  const message = posted[key] as UpwardMessage;
  if (!isFirstThread()) return sendUp(message);
  void import(message.module).then(
    // The module is one of Skein's, named by another of them.
    (module: UpwardReceiver) => module.receiveUpward(message.content),
  );
}
