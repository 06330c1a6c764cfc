import { parentPort } from "node:worker_threads";
import { Popen } from "../../src/subprocess/popen.ts";
import { PIPE } from "../../src/subprocess/stdio.ts";

const first = new Popen(["echo", "a"], { stdout: PIPE });
const second = new Popen(["tr", "a", "A"], { stdin: first.stdout, stdout: PIPE });
parentPort?.postMessage((await second.communicate()).stdout);
await first.wait();
