import type { Libc } from "./libc-calls.ts";
import { PAGE_BYTES } from "./layout.ts";

/** A part of the memory file as this thread sees it. It stays mapped until the process ends: views have no owner. */
export interface Mapping {
  readonly address: number;
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
}

/** Maps `pages` pages of the file, from `startPage` on. */
export function mapPages(
  libc: Libc,
  descriptor: number,
  { startPage, pages }: { readonly startPage: number; readonly pages: number },
): Mapping {
  const length = pages * PAGE_BYTES;
  const address = libc.map(descriptor, startPage * PAGE_BYTES, length);
  const buffer = libc.view(address, length);
  return { address, words: new Int32Array(buffer), bytes: new Uint8Array(buffer) };
}
