import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { transform } from "esbuild";
import { projectRoot } from "../architecture/house.ts";

/** This repository. */
export const root: string = projectRoot(import.meta.dirname);

/** An empty project of a reader, with this package installed as it is compiled beside this file. */
export class ReaderProject implements Disposable {
  readonly path: string = mkdtempSync(join(tmpdir(), "skein-docs-"));

  constructor() {
    const installed = join(this.path, "node_modules/skein");
    mkdirSync(join(this.path, "node_modules/@types"), { recursive: true });
    mkdirSync(installed);
    copyFileSync(join(root, "package.json"), join(installed, "package.json"));
    symlinkSync(resolve(import.meta.dirname, "../.."), join(installed, "dist"));
    for (const name of ["@types/node", "tsx"])
      symlinkSync(join(root, "node_modules", name), join(this.path, "node_modules", name));
    this.write("package.json", JSON.stringify({ type: "module" }));
  }

  /** Writes a file of the project; gives its path. */
  write(name: string, text: string): string {
    const path = join(this.path, name);
    mkdirSync(resolve(path, ".."), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  /** Writes a TypeScript file, and beside it what Node runs; gives the latter's path. */
  async writeModule(name: string, text: string): Promise<string> {
    this.write(name, text);
    const { code } = await transform(text, { loader: "ts", target: "node20", sourcefile: name });
    return this.write(
      name.replace(/\.ts$/, ".js"),
      code.replaceAll(/(["'])(\.\/[^"']+)\.ts\1/g, '"$2.js"'),
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Ports that nobody uses at the moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
