import { statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { MisuseError } from "../errors.ts";

/** Where the application comes from. It travels to the workers, each of which makes its own. */
export type AppSource =
  | {
      readonly kind: "module";
      /** As the user wrote it. */
      readonly label: string;
      /** A file: URL. */
      readonly url: string;
      /** Undefined: `default`, `app` or `handler`, whichever there is first. */
      readonly exportName: string | undefined;
    }
  | { readonly kind: "value"; readonly value: unknown };

/** What can be served: a module's path or URL, an application, or a function that makes one. */
export type AppInput = string | URL | object;

/**
 * Reads what was given to `serve`: a string or URL names a module, "./app.ts" or "./app.ts#name", relative to the
 * current directory; all else is the application, or a function without parameters that makes it. Throws MisuseError for
 * a file that isn't there, and for what can be no application.
 */
export function appSource(app: unknown): AppSource {
  if (typeof app === "string" || app instanceof URL) return moduleSource(String(app));
  if (typeof app === "function" || (typeof app === "object" && app !== null))
    return { kind: "value", value: app };
  throw new MisuseError(
    `${inspect(app)} is no application; give a module ("./app.ts"), an object with fetch(), a listener, or a function that makes one`,
  );
}

function moduleSource(label: string): AppSource {
  const hash = label.lastIndexOf("#");
  const written = hash < 0 ? label : label.slice(0, hash);
  const exportName = hash < 0 ? undefined : label.slice(hash + 1) || undefined;
  const file = written.startsWith("file:") ? fileURLToPath(written) : resolve(written);
  if (!(statSync(file, { throwIfNoEntry: false })?.isFile() ?? false))
    throw new MisuseError(`there is no application at ${file}`);
  return { kind: "module", label, url: pathToFileURL(file).href, exportName };
}
