import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, before, describe, test } from "node:test";
import { packInto, root, temporaryFolder, unpack } from "./user-project.ts";

describe("the packed package", () => {
  const temporary = temporaryFolder();
  let folder = "";
  let files: readonly string[] = [];

  before(async () => {
    folder = await unpack(await packInto(temporary.path), temporary.path);
    files = filesBelow(folder);
  });
  after(() => temporary[Symbol.dispose]());

  test("has the source, what was compiled from it, and papers; nothing else", () => {
    const strange = files.filter(
      (path) =>
        !/^(?:src\/[\w/-]+\.(?:ts|md)|dist\/src\/[\w/-]+\.(?:js|d\.ts)(?:\.map)?)$/.test(path) &&
        !/^(?:package\.json|README\.md|ARCHITECTURE\.md|LICENSE|docs\/[\w-]+\.md)$/.test(path),
    );
    assert.deepEqual(strange, []);
    assert.deepEqual(
      ["README.md", "LICENSE", "package.json", "docs/managers.md"].filter(
        (path) => !files.includes(path),
      ),
      [],
    );
  });

  test("has no tests", () => {
    assert.deepEqual(
      files.filter((path) => /(?:^|\/)(?:test|bench|examples)\/|\.test\./.test(path)),
      [],
    );
  });

  test("has for every source file what was compiled from it, and nothing stale", () => {
    const sources = files.filter((path) => path.endsWith(".ts") && path.startsWith("src/"));
    const compiled = files.filter((path) => path.endsWith(".js"));
    assert.ok(sources.length > 50);
    assert.deepEqual(
      compiled,
      sources.map((path) => `dist/${path.replace(/\.ts$/, ".js")}`),
    );
  });

  test("names no folder of the machine that built it", () => {
    const machine = [root, `${homedir()}/`, "file:///"];
    const found = files.filter((path) => {
      const text = readFileSync(join(folder, path), "utf8");
      return machine.some((name) => text.includes(name) && !isInSource(path, name));
    });
    assert.deepEqual(found, []);
  });

  test("has source maps that lead to source files in the package", () => {
    const maps = files.filter((path) => path.endsWith(".map"));
    assert.equal(maps.length, files.filter((path) => /^dist\/.*\.(?:js|ts)$/.test(path)).length);
    for (const path of maps) {
      const sources = mapSources(join(folder, path));
      assert.deepEqual(sources, [path.replace(/^dist\/(.*?)(?:\.js|\.d\.ts)\.map$/, "$1.ts")]);
      assert.ok(existsSync(join(folder, sources[0] ?? "")), `${path} leads to ${sources[0]}`);
    }
  });

  test("has a command that can be executed", () => {
    const command = join(folder, "dist/src/cli/main.js");
    assert.match(readFileSync(command, "utf8"), /^#!\/usr\/bin\/env node\n/);
    assert.equal(statSync(command).mode & 0o111, 0o111);
  });

  /** The files that a source map names, from the package's root. */
  function mapSources(path: string): string[] {
    const map: unknown = JSON.parse(readFileSync(path, "utf8"));
    assert.ok(typeof map === "object" && map !== null && "sources" in map);
    assert.ok(Array.isArray(map.sources));
    return map.sources.map((source) => relative(folder, join(dirname(path), String(source))));
  }

  /** Whether compiled code says `name` because its source says so, such as `file:///` in a message. */
  function isInSource(path: string, name: string): boolean {
    const source = path.replace(/^dist\/(.*?)(?:\.d)?\.(?:js|ts)$/, "$1.ts");
    return name === "file:///" && readFileSync(join(folder, source), "utf8").includes(name);
  }
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
