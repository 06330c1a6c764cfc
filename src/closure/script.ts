import type * as acorn from "acorn";
import type { CodeNode } from "./code-node.ts";
import { hoistLexical, hoistVariables } from "./hoist.ts";
import { resolveNames } from "./resolve-names.ts";
import { type Binding, Scope } from "./scope.ts";
import { eachName, isStrict, nameOf, type Node, parseScript } from "./syntax.ts";
import { Walker } from "./walker.ts";

/** What the engine tells of a script. */
export interface ScriptSource {
  readonly id: string;
  readonly url: string;
  readonly source: string;
  readonly isModule: boolean;
  readonly sourceMapUrl: string;
  /** Where it begins in its file, counted from 0. */
  readonly startLine: number;
  readonly startColumn: number;
}

/** A place in a file, counted from 0. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A running script with what was found out about it; made once for each script, in time linear in its length. */
export class Script {
  readonly origin: ScriptSource;
  readonly root: Scope = new Scope(undefined, true);
  /** Local name to exported name. */
  readonly exports: ReadonlyMap<string, string>;
  readonly #codes: readonly CodeNode[];
  readonly #byPosition = new Map<number, CodeNode>();
  readonly #lines: number[] = [0];
  readonly #defaultExport: Node | undefined;
  readonly #callsEval: boolean;

  /** Throws SyntaxError when the parser doesn't understand the source. */
  constructor(origin: ScriptSource) {
    const { source, isModule } = origin;
    this.origin = origin;
    const program = parseScript(source, isModule);
    for (const statement of program.body) hoistVariables(statement, this.root, true);
    hoistLexical(program.body, this.root);
    const walker = new Walker(source, this.root, isModule || isStrict(program.body));
    for (const statement of program.body) walker.visit(statement);
    resolveNames(walker.references);
    this.#codes = walker.codes;
    this.#callsEval = walker.codes.some((code) => code.callsEval);
    for (const code of walker.codes) this.#place(code);
    this.exports = exportsOf(program);
    this.#defaultExport = program.body.find(
      (statement) => statement.type === "ExportDefaultDeclaration",
    )?.declaration;
    for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1))
      this.#lines.push(at + 1);
  }

  /** Classes come before their constructors and begin at the same place: the class is meant. */
  #place(code: CodeNode): void {
    if (code.kind === "constructor") return;
    this.#byPosition.set(code.position, code);
    // Of an asynchronous arrow function the engine names the parameters or the word before them, depending on where.
    if (code.kind === "arrow") this.#byPosition.set(code.start, code);
  }

  /**
   * Whether a variable keeps its first value: that which it is initialised with, or that which it is given once, later
   * and outside of functions, as compilers do it for `using`. Before that it is undefined.
   */
  isFixed({ kind, writes, firstWrites }: Binding): boolean {
    const surely = kind === "const" || kind === "import" || kind === "self";
    const changes = firstWrites === 1 ? writes - 1 : writes;
    return changes === 0 && (surely || !this.#callsEval);
  }

  /** Whether the code is what the script exports as its default. */
  isDefaultExport(code: CodeNode): boolean {
    return code.node === this.#defaultExport;
  }

  /**
   * Finds a function by where the engine says that it begins. `text` is what its `toString` gives: the place is only
   * believed when it fits, else a unique occurrence of the text is.
   */
  codeAt(place: Place, text: string): CodeNode | undefined {
    const code = this.#byPosition.get(this.offsetOf(place));
    if (code !== undefined && this.#reads(code, text)) return code;
    const { source } = this.origin;
    const start = source.indexOf(text);
    const isUnique = start >= 0 && source.indexOf(text, start + 1) < 0;
    return isUnique ? this.#codes.find(({ range }) => range.start === start) : undefined;
  }

  #reads(code: CodeNode, text: string): boolean {
    const { start, end } = code.range;
    // The text of a static method lacks the word.
    return this.origin.source.slice(start, end).endsWith(text);
  }

  /** The position in the source of a place in the file. */
  offsetOf({ line, column }: Place): number {
    const { startLine, startColumn } = this.origin;
    const own = line - startLine;
    return (this.#lines[own] ?? 0) + (own === 0 ? column - startColumn : column);
  }

  /** The place in the file of a position in the source. */
  placeOf(offset: number): Place {
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lines[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const { startLine, startColumn } = this.origin;
    const column = offset - (this.#lines[low] ?? 0);
    return { line: low + startLine, column: low === 0 ? column + startColumn : column };
  }
}

function exportsOf(program: acorn.Program): Map<string, string> {
  const exports = new Map<string, string>();
  for (const statement of program.body) {
    if (statement.type === "ExportNamedDeclaration") {
      collectNamed(statement, exports);
    } else if (statement.type === "ExportDefaultDeclaration") {
      const { declaration } = statement;
      if (declaration.type === "Identifier") exports.set(declaration.name, "default");
      else if ("id" in declaration && declaration.id) exports.set(declaration.id.name, "default");
    }
  }
  return exports;
}

function collectNamed(statement: acorn.ExportNamedDeclaration, exports: Map<string, string>): void {
  const { declaration } = statement;
  if (declaration?.type === "VariableDeclaration") {
    for (const { id } of declaration.declarations)
      eachName(id, ({ name }) => exports.set(name, name));
  } else if (declaration) {
    exports.set(declaration.id.name, declaration.id.name);
  }
  if (statement.source) return;
  for (const { local, exported } of statement.specifiers)
    exports.set(nameOf(local), nameOf(exported));
}
