import { readSync } from "node:fs";

/**
 * What the files of a ledger consist of: entries of 8 bytes, `Uint32LE[2]`: ticket number, kind. Kind 0 is never
 * written: it is what a hole reads as.
 */
export const entryBytes = 8;

/** A ticket. */
export const ticketEntry = 1;

/** The end of this file: the reader goes on in the other one. */
export const turnEntry = 2;

export function writeTicket(entries: Buffer, index: number, ticket: number): void {
  entries.writeUInt32LE(ticket, index * entryBytes);
  entries.writeUInt32LE(ticketEntry, index * entryBytes + 4);
}

/** The two marks that end a file, one for each side. */
export function turnMarks(): Buffer {
  const marks = Buffer.alloc(2 * entryBytes);
  for (const offset of [0, entryBytes]) marks.writeUInt32LE(turnEntry, offset + 4);
  return marks;
}

/** Takes the entry at the shared offset; gives its kind, or undefined at the end of the file. */
export function readEntry(descriptor: number, entry: Buffer): number | undefined {
  return readSync(descriptor, entry, 0, entryBytes, null) < entryBytes
    ? undefined
    : entry.readUInt32LE(4);
}
