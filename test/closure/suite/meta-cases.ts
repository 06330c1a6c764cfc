import { existsSync } from "node:fs";
import { Cases } from "./case.ts";

/** Only ES modules have import.meta. */
const cases = new Cases();
export const metaCases: Cases = cases;

// In a bundle it is that of the bundle.
cases.ok(
  "import.meta.url",
  (w) => w.run(() => /(meta-cases|main)\.\w+$/.test(import.meta.url)),
  true,
);
cases.ok(
  "a URL made of import.meta.url",
  (w) => w.run(() => existsSync(new URL(".", import.meta.url))),
  true,
);
cases.ok(
  "import.meta.dirname and filename",
  (w) => w.run(() => import.meta.filename.startsWith(import.meta.dirname)),
  true,
);
