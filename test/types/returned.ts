/** What the compiler says that arrives of what a method returned. Never run. */
import type { Returned } from "../../src/manager/proxies/object-proxy.ts";
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where A and B are the same type. */
function same<A, B>(_proof: Same<A, B>): void {}

// This is `any`.
same<Returned<ReturnType<typeof JSON.parse>>, ReturnType<typeof JSON.parse>>(true);
same<Returned<unknown>, unknown>(true);
same<Returned<never>, never>(true);
same<Returned<void>, void>(true);
same<Returned<undefined>, null>(true);
same<Returned<number | undefined>, number | null>(true);
same<Returned<number | void>, number | null>(true);
same<Returned<number>, number>(true);
same<Returned<null>, null>(true);
