import { readFileSync } from "node:fs";

/** A piece of code of a page. */
export interface Block {
  readonly language: string;
  /** What stands behind the language: the name of a file, "fragment", or nothing. */
  readonly info: string;
  readonly code: string;
  /** Of its first line in the page. */
  readonly line: number;
}

/** One program that a page has the reader start. */
export interface Command {
  /** "node" or "python3". */
  readonly program: string;
  readonly file: string;
  /** Written with "&" at its end: it runs until it is ended. */
  readonly isServer: boolean;
}

/** What a page shows, and how it wants it to be run. */
export interface Page {
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Programs that are started one after the other and belong together: `<!-- runs: node a.ts &, python3 b.py -->`. */
  readonly runs: readonly (readonly Command[])[];
}

/** Cuts the code out of a page. */
export function readPage(path: string): Page {
  const text = readFileSync(path, "utf8");
  const blocks = [...text.matchAll(/^```([a-z]+)(?: ([^\n]*))?\n(.*?)^```$/gms)].map(
    ({ index, 1: language = "", 2: info = "", 3: code = "" }) => ({
      language,
      info: info.trim(),
      code,
      line: text.slice(0, index).split("\n").length + 1,
    }),
  );
  const runs = [...text.matchAll(/^<!-- runs: (.*) -->$/gm)].map(({ 1: list = "" }) =>
    list.split(", ").map((command): Command => {
      const [program = "", file = "", end] = command.split(" ");
      return { program, file, isServer: end === "&" };
    }),
  );
  return { text, blocks, runs };
}

/** The addresses of links in a page that lead to files of the repository. */
export function localLinks({ text }: Page): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(({ 1: target = "" }) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(({ 1: title = "" }) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** What the comments behind `console.log(…);` say that is printed, line by line. */
export function promised(code: string): string[] {
  return [...code.matchAll(/^[^\n/]*\bconsole\.log\([^\n]*\)\)*;? \/\/ ([^\n]*)$/gm)].map(
    ({ 1: line = "" }) => line,
  );
}
