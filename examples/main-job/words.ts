const space = 0x20;

/** Counts as `wc -w` does in the C locale: a word is what stands between blanks, tabs and line ends. */
export function countWords(content: Uint8Array): number {
  let words = 0;
  let inWord = false;
  for (const byte of content) {
    const isBlank = byte === space || (byte >= 0x09 && byte <= 0x0d);
    if (!isBlank && !inWord) words += 1;
    inWord = !isBlank;
  }
  return words;
}
