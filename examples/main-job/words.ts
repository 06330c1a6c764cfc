/** The highest of the characters that stand between words: blanks, tabs and line ends. */
const space = 0x20;

/** How many words a text has: runs of bytes above the blank. */
export function countWords(content: Uint8Array): number {
  let words = 0;
  let before = space;
  // Not `for … of`: iterating takes four times as long here.
  for (let index = 0; index < content.length; index += 1) {
    const byte = content[index] ?? space;
    if (byte > space && before <= space) words += 1;
    before = byte;
  }
  return words;
}
