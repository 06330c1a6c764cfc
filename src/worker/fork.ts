import { Process } from "./process.ts";

/**
 * Starts a child process that runs `body` with a copy of everything that `body` names, and gives its Process. What the
 * child changes isn't seen here.
 *
 * @example
 *     const child = fork(() => console.log(`child of ${parent}`));
 *     await child.join();
 */
export function fork<Returned>(body: () => Returned): Process<readonly [], Returned> {
  const child = new Process<readonly [], Returned>({ target: body });
  child.start();
  return child;
}
