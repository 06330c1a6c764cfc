import assert from "node:assert/strict";
import { test } from "node:test";
import type { CodeNode } from "../../src/closure/code-node.ts";
import { Script } from "../../src/closure/script.ts";

function scriptOf(source: string, isModule = true): Script {
  return new Script({
    id: "1",
    url: "file:///a.js",
    source,
    isModule,
    sourceMapUrl: "",
    startLine: 0,
    startColumn: 0,
  });
}

/** The function whose text begins at the mark, which is left out of the source. */
function codeIn(marked: string): { readonly script: Script; readonly code: CodeNode } {
  const script = scriptOf(marked.replace("@", ""));
  const start = marked.indexOf("@");
  const text = script.origin.source.slice(start);
  for (let end = text.length; end > 0; end -= 1) {
    const code = script.codeAt({ line: -1, column: 0 }, text.slice(0, end));
    if (code !== undefined && code.range.end - code.range.start === end) return { script, code };
  }
  throw new Error("nothing begins at the mark");
}

function free(marked: string): string[] {
  return [...codeIn(marked).code.free.keys()].sort();
}

function fixed(marked: string, name: string): boolean {
  const { script, code } = codeIn(marked);
  const binding = code.free.get(name)?.binding;
  assert.ok(binding !== undefined);
  return script.isFixed(binding);
}

test("a function's free names are those that it uses and doesn't declare", () => {
  assert.deepEqual(free("const a = 1; const f = @(b) => { const c = a; return b + c + d; };"), [
    "a",
    "d",
  ]);
  assert.deepEqual(
    free("let a; @function f({ b = a, ...c }, [d]) { var e; { let g = e; } return g + f; }"),
    ["a", "f", "g"],
  );
  assert.deepEqual(
    free("let x; const f = @() => { try {} catch (e) { x = e; } for (const k in x) y(k); };"),
    ["x", "y"],
  );
});

test("the name of a function expression is its own", () => {
  assert.deepEqual(free("const f = @function g() { return g(); };"), []);
});

test("a property is no name, but a shorthand is", () => {
  assert.deepEqual(free("const f = @() => ({ a: o.b, c, ['d' + e]: 1 });"), ["c", "e", "o"]);
});

test("labels, and names in breaks, aren't variables", () => {
  assert.deepEqual(free("const f = @() => { here: for (;;) break here; };"), []);
});

test("the superclass is no business of a class, its static parts are", () => {
  const { code } = codeIn(
    "let A, b, c, d; @class X extends A { static s = b; m() { return c; } static t = () => d; }",
  );
  assert.deepEqual([...code.free.keys()].sort(), ["b", "c", "d"]);
  assert.equal(code.free.get("b")?.eager, "direct");
  assert.equal(code.free.get("c")?.eager, undefined);
  assert.equal(code.free.get("d")?.eager, "nested");
});

test("a variable is fixed when nothing assigns to it after its initialisation", () => {
  assert.equal(fixed("let a = 1; const f = @() => a;", "a"), true);
  assert.equal(fixed("let a = 1; a = 2; const f = @() => a;", "a"), false);
  assert.equal(fixed("let a = 1; const f = @() => a++;", "a"), false);
  assert.equal(fixed("let a = 1; const f = @() => a; [a] = [2];", "a"), false);
  assert.equal(fixed("let a = 1; const f = @() => a; ({ a } = {});", "a"), false);
  assert.equal(fixed("var a = 1; var a = 2; const f = @() => a;", "a"), false);
  assert.equal(fixed("for (var a of []) g(@() => a);", "a"), false);
  assert.equal(fixed("for (const a of []) g(@() => a);", "a"), true);
  assert.equal(fixed("while (g()) { var a = 1; g(@() => a); }", "a"), false);
  assert.equal(fixed("function a() {} a = 1; const f = @() => a;", "a"), false);
});

test("a direct eval may assign to any variable that isn't a constant", () => {
  assert.equal(fixed("let a = 1; const g = () => eval(''); const f = @() => a;", "a"), false);
  assert.equal(fixed("const a = 1; const g = () => eval(''); const f = @() => a;", "a"), true);
});

test("this and arguments of an arrow function are those of the function around it", () => {
  const { code } = codeIn("function o() { return @() => [this, arguments, () => this]; }");
  assert.equal(code.outerThis.length, 2);
  assert.equal(code.outerArguments.length, 1);
  assert.equal(code.thisOwner?.kind, "function");
  assert.equal(codeIn("const f = @function () { return this; };").code.outerThis.length, 0);
});

test("private names are noted where their class isn't around them", () => {
  const { code } = codeIn("class A { #a; m() { return @(x) => x.#a; } }");
  assert.deepEqual([...code.outerPrivateNames], ["a"]);
  assert.equal(codeIn("@class A { #a; m() { return this.#a; } }").code.outerPrivateNames.size, 0);
});

test("exports are known by their local names", () => {
  const { exports } = scriptOf(
    "const a = 1; export { a as b }; export function f() {} export default class C {}; export const { d } = {};",
  );
  assert.deepEqual(Object.fromEntries(exports), { a: "b", f: "f", C: "default", d: "d" });
});

test("places and positions are the same thing counted differently", () => {
  const script = scriptOf("a;\nbc;\nd;");
  assert.deepEqual(script.placeOf(4), { line: 1, column: 1 });
  assert.equal(script.offsetOf({ line: 2, column: 0 }), 7);
});

test("syntax that only modules have is understood in a script that was compiled as one", () => {
  assert.doesNotThrow(() => scriptOf("const u = () => import.meta.url;", false));
  assert.throws(() => scriptOf("const const", false), SyntaxError);
});
