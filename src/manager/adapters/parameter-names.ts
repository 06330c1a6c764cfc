/** The names of a function's parameters, for as long as they are plain names with or without a default. */
export function parameterNames(method: (...args: never[]) => unknown): string[] {
  const source = Function.prototype.toString.call(method);
  const start = source.indexOf("(");
  const list = start < 0 ? "" : source.slice(start + 1, closing(source, start));
  return splitTop(list)
    .map((text) => /^\s*([\p{L}_$][\p{L}\p{N}_$]*)/u.exec(text)?.[1] ?? "")
    .filter((name, index, all) => name !== "" || index < all.length - 1);
}

function closing(source: string, start: number): number {
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    if ("([{".includes(source.charAt(at))) depth += 1;
    if (")]}".includes(source.charAt(at)) && --depth === 0) return at;
  }
  return source.length;
}

function splitTop(list: string): string[] {
  const parts: string[] = [""];
  let depth = 0;
  for (const character of list) {
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character)) depth -= 1;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}
