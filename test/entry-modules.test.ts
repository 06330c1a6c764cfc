import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { houseFile } from "./architecture/house.ts";

/** For each folder of src/ (`node` for Node's own modules, "" for the root), names with spaces between them. */
type Modules = Readonly<Record<string, string>>;

/*
 * What a worker loads before its first call: its start-up time, about a quarter of a millisecond for each file. A
 * module may be added here when the loop can't do without it; what only some calls need is loaded where it is needed.
 */
// lists begin
const everyWorker: Modules = {
  closure: `
    bindings bound caller-this cell-groups cell code-node entry function-record head
    hoist import-meta incoming inspect inspector-session intrinsics late-values
    module-export module-load module-names named-value names namespace-value origin
    outer-this outgoing own-properties path plan refuse resolve-names revive revived scope script
    scripts stack syntax unit-table unit-text visit-code visit-names walker weak-table`,
  codec: `
    built-in corrupt decode-array decode-buffer decode-custom decode-object
    decode-primitive decode decoder encode-array encode-base encode-buffer encode-error
    encode-function encode-object encode-primitive encode-properties encode-prototype
    encode encoder error-kinds handle platform reader reduce refusal seen shape-reader
    shapes symbols tags unsendable view-kinds writer`,
  "": "errors per-thread",
  memory: "inherited-file",
  node: "async_hooks buffer fs module path url util v8 vm worker_threads",
  task: "current-scope scope",
  wire: "inbox messages move payload service",
  worker: `
    answer call-inbox chunk function-table incoming-call last-words loop obey-word
    plain-error process-identity this-worker words`,
};

const threadsBesides: Modules = {
  memory: "native-section",
  wire: "memory-ledger port-transport",
  worker: "thread-entry thread-identity",
};

const processesBesides: Modules = {
  node: "net",
  task: "blocking",
  wire: `
    counting-ledger descriptor-writer file-ledger-entry frame-layout frame-reader
    inherited-ledger piece-queue socket-transport`,
  worker: "process-entry",
};
// lists end

const compiled = join(import.meta.dirname, "../src");

test("a thread loads only what the loop needs", () => {
  const listed = [...pathsOf(everyWorker), ...pathsOf(threadsBesides)];
  assert.deepEqual(changes("worker/thread-entry.js", listed), { more: [], less: [] });
});

test("a process loads only what the loop needs", () => {
  const listed = [...pathsOf(everyWorker), ...pathsOf(processesBesides)];
  assert.deepEqual(changes("worker/process-entry.js", listed), { more: [], less: [] });
});

test("the list names no package", () => {
  for (const entry of ["worker/thread-entry.js", "worker/process-entry.js"]) {
    const packages = staticallyLoaded(entry).filter((name) => !/^node:|\.js$/.test(name));
    assert.deepEqual(packages, [], entry);
  }
});

function pathsOf(modules: Modules): string[] {
  return Object.entries(modules).flatMap(([folder, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => (folder === "node" ? `node:${name}` : join(folder, `${name}.js`))),
  );
}

/** What the entry loads besides the list, and what of the list it no longer loads. */
function changes(entry: string, listed: readonly string[]): Record<"more" | "less", string[]> {
  const loaded = staticallyLoaded(entry);
  return {
    more: loaded.filter((name) => !listed.includes(name)),
    less: listed.filter((name) => !loaded.includes(name)),
  };
}

/** Follows the imports of compiled code, in which type-only imports are gone. */
function staticallyLoaded(entry: string): string[] {
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    const file = houseFile(path, readFileSync(join(compiled, path), "utf8"));
    for (const { target, specifier, lazy } of file.imports) {
      if (lazy) continue;
      if (target === undefined) loaded.add(specifier);
      else load(target);
    }
  };
  load(entry);
  return [...loaded].sort();
}
