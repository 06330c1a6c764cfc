import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { kindNamed } from "../../src/broker/known-kinds.ts";
import { MisuseError } from "../../src/errors.ts";

/** All kinds that the modules of a folder export. */
async function kindsIn(folder: URL): Promise<{ readonly name: string }[]> {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => /^[a-z-]+\.js$/.test(name));
  // Modules have names for their exports.
  const modules = (await Promise.all(
    files.map((name) => import(new URL(name, folder).href)),
  )) as Record<string, unknown>[];
  return modules.flatMap((module) => Object.values(module)).filter(isKind);
}

function isKind(value: unknown): value is { readonly name: string } {
  return typeof value === "object" && value !== null && "prepare" in value && "open" in value;
}

test("the broker knows every kind of shared object that there is", async () => {
  const folders = ["sync", "channel"].map((name) => new URL(`../../src/${name}/`, import.meta.url));
  const kinds = (await Promise.all(folders.map(kindsIn))).flat();
  assert.ok(kinds.length > 0);
  for (const kind of kinds) assert.equal(await kindNamed(kind.name), kind);
});

test("the broker refuses a kind that it doesn't know", async () => {
  await assert.rejects(kindNamed("Sandwich"), MisuseError);
  await assert.rejects(kindNamed("constructor"), MisuseError);
});
