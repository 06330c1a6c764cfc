/** A worker that dies at once, and leaves a program behind that still has its connection. */
import { spawn } from "node:child_process";

// `cat` ends when this process does. The worker's connection is its descriptor 3.
spawn("sh", ["-c", "cat; sleep 0.3"], { stdio: ["pipe", "ignore", "ignore", 3] });
process.kill(process.pid, "SIGKILL");
