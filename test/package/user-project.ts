import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../architecture/house.ts";
import { runWell } from "./run.ts";

/** Where this repository is; the package is packed from its `dist/` and `src/`. */
export const root: string = projectRoot(import.meta.dirname);

/** A folder that is deleted when it is disposed of. */
export interface TemporaryFolder extends Disposable {
  readonly path: string;
}

/** Makes an empty folder outside of the repository, so that nothing is found by looking upward from it. */
export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), "skein-package-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Packs the package as it would be published; returns the tarball's path. Needs `npm run build` before. */
export async function packInto(folder: string): Promise<string> {
  // No scripts: a rebuild would empty the dist/ from which the tests are running.
  await runWell(["npm", "pack", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (tarball === undefined) throw new Error(`npm pack left no tarball in ${folder}`);
  return join(folder, tarball);
}

/** Unpacks a tarball of npm's into `folder`; returns the folder that holds the package's files. */
export async function unpack(tarball: string, folder: string): Promise<string> {
  await runWell(["tar", "-xzf", tarball, "-C", folder], { cwd: folder });
  return join(folder, "package");
}

/** Makes a user's project in `folder` that has the tarball installed, and what TypeScript users have besides. */
export async function installInto(folder: string, tarball: string): Promise<void> {
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "a-user", version: "1.0.0", private: true, type: "module" }),
  );
  const install = ["npm", "install", "--prefer-offline", "--no-audit", "--no-fund", tarball];
  await runWell(install, { cwd: folder, timeout: 300_000 });
  // Linked, not installed: they are large, and it isn't their installation that is tested.
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  for (const name of ["tsx", "typescript", "@types/node"]) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  }
}
