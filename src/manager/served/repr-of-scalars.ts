const named: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** What Python doesn't print as it is: controls, separators, what has no meaning, and lone surrogates. */
const escaped = /[\\\p{C}\p{Z}]/gu;

/** Python's `repr` of a str. */
export function reprOfText(text: string): string {
  const quote = quoteFor(text);
  const body = text.replace(escaped, (character) =>
    character === " " ? character : (named.get(character) ?? escape(character)),
  );
  return quote + (quote === "'" ? body.replaceAll("'", "\\'") : body) + quote;
}

/** Python's `repr` of bytes. */
export function reprOfBytes(bytes: Uint8Array): string {
  const latin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const quote = quoteFor(latin);
  const body = latin.replace(/[^\x20-\x5b\x5d-\x7e]/g, (character) => {
    return named.get(character) ?? `\\x${hex(character.charCodeAt(0), 2)}`;
  });
  return `b${quote}${quote === "'" ? body.replaceAll("'", "\\'") : body}${quote}`;
}

/** Python's `repr` of a float: the shortest digits that mean it, in Python's choice of notation. */
export function reprOfFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}

function quoteFor(text: string): string {
  return text.includes("'") && !text.includes('"') ? '"' : "'";
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
