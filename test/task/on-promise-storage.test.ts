/** The same tests where scopes are kept on the promises themselves, as in the carriers of light threads. */
import { keepScopesIn } from "../../src/task/current-scope.ts";
import { PromiseStorage } from "../../src/task/promise-storage.ts";

keepScopesIn(new PromiseStorage());
// Loaded only now, so that nothing of them has begun in another storage.
await import("./task.test.ts");
await import("./task-group.test.ts");
await import("./sleep.test.ts");
await import("./gather.test.ts");
await import("./timeout.test.ts");
