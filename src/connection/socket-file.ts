import { randomBytes } from "node:crypto";
import { linkSync, lstatSync, mkdtempSync, renameSync, rmSync, unlinkSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A new path for a Unix socket, in a folder of its own that only this user can enter. */
export function makeSocketPath(): string {
  return join(mkdtempSync(join(tmpdir(), "skein-")), "socket");
}

/** Removes the folder that `makeSocketPath` made. */
export function removeSocketFolder(path: string): void {
  rmSync(dirname(path), { recursive: true, force: true });
}

/**
 * Removes the socket that a dead server has left at `path`; false when it is a living one's, or no socket at all.
 *
 * Two servers may do this at the same time: then the second would remove the fresh socket of the first. So the file is
 * first taken aside, which only one can do, and judged there; a living one is put back.
 */
export async function removeStale(path: string): Promise<boolean> {
  if (!isSocket(path) || (await isLive(path))) return false;
  const aside = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    renameSync(path, aside);
  } catch {
    // Somebody else was faster; whatever is there now tells the next attempt to listen.
    return true;
  }
  const live = await isLive(aside);
  if (live) putBack(aside, path);
  unlinkSync(aside);
  return !live;
}

function putBack(aside: string, path: string): void {
  try {
    linkSync(aside, path);
  } catch {
    // A newer one has taken its place.
  }
}

/** Whether there is a socket. */
export function isSocket(path: string): boolean {
  try {
    return lstatSync(path).isSocket();
  } catch {
    return false;
  }
}

/** Whether a server is behind the socket. Only a refusal says that there is none. */
function isLive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error) => {
      const code = "code" in error ? error.code : undefined;
      resolve(code !== "ECONNREFUSED" && code !== "ENOENT");
    });
  });
}
