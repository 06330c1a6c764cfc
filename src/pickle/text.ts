import { isAscii, isUtf8 } from "node:buffer";

/** Up to this many characters a loop beats the call into native code. */
const SHORT = 24;

/** Reads UTF-8 in which lone surrogates may stand (Python's "surrogatepass"); undefined when it isn't that. */
export function decodeUtf8(bytes: Buffer, start: number, end: number): string | undefined {
  const length = end - start;
  if (length <= SHORT) {
    const text = shortAscii(bytes, start, end);
    if (text !== undefined) return text;
  }
  const part = bytes.subarray(start, end);
  if (isAscii(part)) return bytes.toString("latin1", start, end);
  if (isUtf8(part)) return bytes.toString("utf8", start, end);
  return decodeWithSurrogates(part);
}

const chunk = 8;

/** Reads a few bytes of ASCII; undefined when they are more than that. */
export function shortAscii(bytes: Buffer, start: number, end: number): string | undefined {
  let text = "";
  let seen = 0;
  let index = start;
  for (; index + chunk <= end; index += chunk) {
    // The caller has checked that all of them are there.
    const a = bytes[index] as number;
    const b = bytes[index + 1] as number;
    const c = bytes[index + 2] as number;
    const d = bytes[index + 3] as number;
    const e = bytes[index + 4] as number;
    const f = bytes[index + 5] as number;
    const g = bytes[index + 6] as number;
    const h = bytes[index + 7] as number;
    seen |= a | b | c | d | e | f | g | h;
    text += String.fromCharCode(a, b, c, d, e, f, g, h);
  }
  for (; index < end; index += 1) {
    const byte = bytes[index] as number;
    seen |= byte;
    text += String.fromCharCode(byte);
  }
  return seen < 0x80 ? text : undefined;
}

function decodeWithSurrogates(bytes: Buffer): string | undefined {
  const parts: string[] = [];
  let start = 0;
  for (let index = 0; index + 2 < bytes.length; index += 1) {
    if (bytes[index] !== 0xed) continue;
    const second = bytes[index + 1] ?? 0;
    const third = bytes[index + 2] ?? 0;
    if (second < 0xa0 || second > 0xbf || (third & 0xc0) !== 0x80) continue;
    const before = bytes.subarray(start, index);
    if (!isUtf8(before)) return undefined;
    parts.push(
      before.toString("utf8"),
      String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f)),
    );
    index += 2;
    start = index + 1;
  }
  const rest = bytes.subarray(start);
  if (!isUtf8(rest)) return undefined;
  parts.push(rest.toString("utf8"));
  return parts.join("");
}

/** Writes a string with lone surrogates as Python's "surrogatepass" does. */
export function encodeWithSurrogates(text: string): Buffer {
  const parts = text.split(
    /((?:[\ud800-\udbff](?![\udc00-\udfff]))|(?:(?<![\ud800-\udbff])[\udc00-\udfff]))/,
  );
  return Buffer.concat(
    parts.map((part, index) => {
      if (index % 2 === 0) return Buffer.from(part, "utf8");
      const code = part.charCodeAt(0);
      return Buffer.from([0xed, 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]);
    }),
  );
}

/** Reads "raw-unicode-escape": Latin-1 with \uXXXX and \UXXXXXXXX; undefined when a code point is too large. */
export function decodeRawUnicodeEscape(text: string): string | undefined {
  let valid = true;
  const result = text.replace(
    // A backslash that follows an odd number of others is escaped by them.
    /(\\+)(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|u|U)?/g,
    (whole: string, slashes: string, escape: string | undefined) => {
      if (escape === undefined || slashes.length % 2 === 0) return whole;
      const code = Number.parseInt(escape.slice(1), 16);
      if (!(code <= 0x10_ffff)) valid = false;
      return valid ? slashes.slice(1) + String.fromCodePoint(code) : whole;
    },
  );
  return valid ? result : undefined;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Reads the bytes of a Python literal such as 'a\n\x00' as Latin-1, without its quotes. */
export function decodeEscapes(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|[\s\S])/g, (whole: string, escape: string) => {
    if (/^x./.test(escape)) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8) & 0xff);
    return Object.hasOwn(simpleEscapes, escape) ? (simpleEscapes[escape] ?? whole) : whole;
  });
}
