import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { run, runWell } from "./run.ts";
import { installInto, packInto, root, temporaryFolder } from "./user-project.ts";
import {
  asCommonJs,
  asEsModule,
  asTypeScript,
  printed,
  printedByServers,
  serversAsCommonJs,
  serversAsEsModule,
  serversAsTypeScript,
} from "./user-programs.ts";
import { Command } from "./command.ts";

describe("the package, installed from its tarball,", () => {
  const temporary = temporaryFolder();
  const cwd = temporary.path;
  const file = (name: string, content: string): string => {
    const path = join(cwd, name);
    writeFileSync(path, content);
    return path;
  };

  before(async () => installInto(cwd, await packInto(cwd)), { timeout: 600_000 });
  after(() => temporary[Symbol.dispose]());

  /** The program says exactly what it should, complains of nothing, and comes to its end by itself. */
  async function works(command: readonly string[], expected = printed): Promise<void> {
    const { exitCode, stdout, stderr } = await run(command, { cwd, timeout: 60_000 });
    assert.deepEqual({ exitCode, stdout, stderr }, { exitCode: 0, stdout: expected, stderr: "" });
  }

  test("works from an ES module", async () => {
    await works([process.execPath, file("program.mjs", asEsModule)]);
  });

  test("works from CommonJS, by require", async () => {
    await works([process.execPath, file("program.cjs", asCommonJs)]);
  });

  test("works from TypeScript under tsx, as an ES module", async () => {
    const loader = ["--import", "tsx"];
    await works([process.execPath, ...loader, file("program.ts", asTypeScript)]);
  });

  test("works from TypeScript under tsx, as CommonJS", async () => {
    // Not a .cts file: on Node 20, tsx can't load any ES module of several files from one.
    const loader = ["--import", "tsx"];
    mkdirSync(join(cwd, "commonjs"));
    file("commonjs/package.json", JSON.stringify({ type: "commonjs" }));
    await works([process.execPath, ...loader, file("commonjs/program.ts", asTypeScript)]);
  });

  test("works from TypeScript that Node 24 strips itself", async (context) => {
    const node24 = findNode24();
    if (node24 === undefined) {
      context.skip("no Node 24 here: CONTRIBUTING.md says where one is looked for");
      return;
    }
    await works([node24, file("native.ts", asTypeScript)]);
    await works([node24, file("native-servers.ts", serversAsTypeScript)], printedByServers);
  });

  test("brings the command skein", async () => {
    const help = await runWell(["npx", "--no-install", "skein", "--help"], { cwd });
    assert.match(help, /Usage: skein/);
    assert.match(help, /\bmap\b/);
  });

  test("has managers, connections, programs and the web for an ES module", async () => {
    await works([process.execPath, file("servers.mjs", serversAsEsModule)], printedByServers);
  });

  test("has them for CommonJS", async () => {
    await works([process.execPath, file("servers.cjs", serversAsCommonJs)], printedByServers);
  });

  test("has them for TypeScript under tsx", async () => {
    const loader = ["--import", "tsx"];
    const program = file("servers.ts", serversAsTypeScript);
    await works([process.execPath, ...loader, program], printedByServers);
  });

  test("serves an application by the command, and ends when it is told to", async () => {
    file("app.ts", "export default (request: Request) => new Response(`at ${request.url}`);\n");
    const args = ["serve", "app.ts", "--bind", "127.0.0.1:0", "--workers", "2"];
    // What npx starts; npx itself would end by the signal.
    await using command = new Command(["node_modules/.bin/skein", ...args], cwd);
    const address = await command.says(/listening at (\S+)/);
    const answer = await fetch(`http://${address}/here`);
    assert.equal(await answer.text(), `at http://${address}/here`);
    assert.equal(await command.end("SIGTERM"), 0);
  });

  test("serves a queue by npx", async () => {
    file("key", "abc\n");
    const args = [
      "manager",
      "--listen",
      "127.0.0.1:0",
      "--authkey-file",
      "key",
      "--serve",
      "queue:q",
    ];
    await using command = new Command(["npx", "--no-install", "skein", ...args], cwd);
    const address = await command.says(/Serving at (\S+);/);
    const client = `
      import { defineManager, remote } from "skein/manager";
      const manager = await defineManager({ q: remote() }).connect({ address: "${address}", authkey: "abc" });
      const queue = await manager.q();
      await queue.put({ text: "it is here" });
      console.log((await queue.get()).text);
      await manager.close();
    `;
    await works([process.execPath, file("client.mjs", client)], "it is here\n");
    await command.end("SIGTERM");
  });

  for (const moduleResolution of ["nodenext", "bundler"] as const) {
    test(`has types that a strict project accepts with ${moduleResolution} resolution`, async () => {
      file("inference.ts", typeTest("inference"));
      file("refusals.ts", typeTest("refusals"));
      file("servers.ts", serversAsTypeScript);
      const { exitCode, stdout } = await run(compiler(moduleResolution), { cwd });
      assert.deepEqual({ exitCode, stdout }, { exitCode: 0, stdout: "" });
    });
  }

  test("has types that refuse a wrong program", async () => {
    const directive = "// @ts-expect-error";
    const refusals = typeTest("refusals");
    file("inference.ts", "");
    file("servers.ts", "");
    file("refusals.ts", refusals.replaceAll(directive, "//"));
    const { exitCode, stdout } = await run(compiler("nodenext"), { cwd });
    assert.notEqual(exitCode, 0);
    const errors = stdout.match(/^refusals\.ts\(\d+,\d+\): error TS\d+/gm);
    assert.equal(errors?.length, refusals.split(directive).length - 1, stdout);
  });
});

/** A file of test/types as a user would write it: importing the package. */
function typeTest(name: string): string {
  const text = readFileSync(join(root, `test/types/${name}.ts`), "utf8");
  return text.replace("../../src/index.ts", "skein");
}

/** Strict, and with the packed declarations checked too. */
function compiler(moduleResolution: "nodenext" | "bundler"): string[] {
  const options = {
    "--strict": "true",
    "--skipLibCheck": "false",
    "--exactOptionalPropertyTypes": "true",
    "--noEmit": "true",
    "--target": "es2023",
    "--lib": "es2023,esnext.disposable",
    "--types": "node",
    "--module": moduleResolution === "nodenext" ? "nodenext" : "preserve",
    "--moduleResolution": moduleResolution,
  };
  const tsc = join(root, "node_modules/.bin/tsc");
  return [tsc, ...Object.entries(options).flat(), "inference.ts", "refusals.ts", "servers.ts"];
}

function findNode24(): string | undefined {
  if (process.versions.node.startsWith("24.")) return process.execPath;
  const named = process.env["SKEIN_NODE24"];
  if (named !== undefined) return named;
  const installed = join(root, ".build/node24/node_modules/.bin/node");
  return existsSync(installed) ? installed : undefined;
}
