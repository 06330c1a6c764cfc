import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { perThread } from "../per-thread.ts";
import { folder } from "./named-file.ts";

const state = perThread("name-guard", () => ({ started: false }));

/*
 * Waits for the end of its input, and of the process: only one of its threads may have ended. Then it removes what begins
 * with the prefix; a symbolic link names a further file, `INODE:NAME`, which goes if it is still that one.
 */
const script = `
trap '' INT TERM HUP QUIT
cd "$1" || exit
cat > /dev/null
while kill -0 "$2"; do sleep 0.1; done
for entry in "$3"*; do
  if [ -L "$entry" ]; then
    text=$(readlink "$entry")
    [ "$(stat -c %i "\${text#*:}")" = "\${text%%:*}" ] && rm -f "\${text#*:}"
  fi
  rm -f "$entry"
done
`;

/**
 * Has a small helper process remove the memory that begins with `prefix` when this process is killed, as Python's
 * resource tracker does. Where there is no shell, the next program does it.
 */
export function guardNames(prefix: string): void {
  if (state.started) return;
  state.started = true;
  const args = ["-c", script, "skein", folder, String(process.pid), prefix];
  const helper = spawn("/bin/sh", args, { stdio: ["pipe", "ignore", "ignore"], detached: true });
  // Nothing depends on it.
  helper.on("error", () => {});
  helper.stdin.on("error", () => {});
  helper.unref();
  if (helper.stdin instanceof Socket) helper.stdin.unref();
}
