import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isMainThread } from "node:worker_threads";

/** What a worker has to do to load the modules that its parent can load. Plain data. */
export interface RuntimeHooks {
  /** URLs of the two parts of tsx, when the parent runs under it. */
  readonly tsx: { readonly esm: string; readonly commonJs: string } | undefined;
}

/**
 * Says what a worker of this process needs. tsx makes Node understand TypeScript, but only in the main thread of a
 * process; Node's own type stripping works everywhere by itself.
 */
export function runtimeHooks(): RuntimeHooks {
  return { tsx: inherited?.tsx ?? findTsx() };
}

let inherited: RuntimeHooks | undefined;

/** Does in a worker what `runtimeHooks` of its parent has said; must be done before the first user module is loaded. */
export async function installRuntimeHooks(hooks: RuntimeHooks): Promise<void> {
  inherited = hooks;
  // A process that was started with the same flags has them already.
  if (hooks.tsx === undefined || (isMainThread && findTsx() !== undefined)) return;
  for (const url of [hooks.tsx.commonJs, hooks.tsx.esm]) {
    const module = (await import(url)) as { readonly register: () => unknown };
    module.register();
  }
}

/** tsx shows in the flags that it starts Node with, or that its user did. */
function findTsx(): RuntimeHooks["tsx"] {
  const flags = [...process.execArgv, ...(process.env["NODE_OPTIONS"] ?? "").split(/\s+/)];
  for (const flag of flags) {
    const loaded = flag.replace(/^--(import|require|loader|experimental-loader)=/, "");
    if (!/(^|[\\/])tsx([\\/]|$)/.test(loaded)) continue;
    const folder = folderOfTsx(loaded);
    if (folder === undefined) continue;
    const url = (part: string): string =>
      pathToFileURL(join(folder, "dist", part, "api", "index.mjs")).href;
    return { esm: url("esm"), commonJs: url("cjs") };
  }
  return undefined;
}

/** A flag names a file of the package, or the package as it is found from the current directory. */
function folderOfTsx(loaded: string): string | undefined {
  const path = loaded.startsWith("file:") ? fileURLToPath(loaded) : loaded;
  const folder = /^(.*[\\/]tsx)[\\/]dist[\\/]/.exec(path)?.[1];
  if (folder !== undefined) return folder;
  try {
    return dirname(createRequire(join(process.cwd(), "from-here.js")).resolve("tsx/package.json"));
  } catch {
    // Named like tsx, and isn't it.
    return undefined;
  }
}
