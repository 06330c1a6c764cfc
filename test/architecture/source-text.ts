/** TypeScript source as the rules of the house read it: with its comments and literals told apart from its code. */

/** One file's text in the three forms that the rules ask for; all have the same length and the same lines. */
export interface SourceText {
  readonly full: string;
  /** Comments are blanks; strings are kept, since imports name their files in strings. */
  readonly withoutComments: string;
  /** Comments, strings, templates and regular expressions are blanks: only what is code remains. */
  readonly codeOnly: string;
}

type Region = "comment" | "literal";

interface Piece {
  readonly region: Region;
  readonly start: number;
  readonly end: number;
}

/** Reads `text` once, from the left. Templates are split at their `${…}`, which is code again. */
export function readSource(text: string): SourceText {
  const pieces = [...findPieces(text)];
  const comments = pieces.filter((piece) => piece.region === "comment");
  return { full: text, withoutComments: blank(text, comments), codeOnly: blank(text, pieces) };
}

const token =
  /\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`|[{}]|\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*|\//g;
const templateRest = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{)/y;

function* findPieces(text: string): Generator<Piece> {
  // For each open brace, whether it is a template's `${`.
  const braces: boolean[] = [];
  token.lastIndex = 0;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [symbol] = found;
    if (symbol === "{") braces.push(false);
    else if (symbol === "`" || (symbol === "}" && braces.pop() === true)) {
      const end = endOfTemplatePart(text, token.lastIndex);
      if (text[end - 1] === "{") braces.push(true);
      yield { region: "literal", start: found.index, end };
      token.lastIndex = end;
    } else if (symbol.startsWith("//") || symbol.startsWith("/*")) {
      yield { region: "comment", start: found.index, end: token.lastIndex };
    } else if (symbol.startsWith("/") && !startsExpression(text, found.index)) {
      token.lastIndex = found.index + 1;
    } else if (symbol !== "}" && symbol !== "/") {
      yield { region: "literal", start: found.index, end: token.lastIndex };
    }
  }
}

function endOfTemplatePart(text: string, start: number): number {
  templateRest.lastIndex = start;
  return templateRest.test(text) ? templateRest.lastIndex : text.length;
}

/** Whether a `/` at `index` begins a regular expression; after a value it would be a division. */
function startsExpression(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - 40), index).trimEnd();
  return before === "" || /(?:[-(,=:[!&|?{};+*%<>~^]|\b(?:return|typeof|case|of|in))$/.test(before);
}

function blank(text: string, pieces: readonly Piece[]): string {
  let result = "";
  let done = 0;
  for (const { start, end } of pieces) {
    result += text.slice(done, start) + text.slice(start, end).replaceAll(/[^\n]/g, " ");
    done = end;
  }
  return result + text.slice(done);
}
