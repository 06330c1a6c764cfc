// Programs that are connected by pipes, as in a shell: what one writes the next one reads, without a copy through here.
// (In Python: subprocess.Popen with stdin=child1.stdout.)
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PIPE, Popen } from "skein/subprocess";

const folder = await mkdtemp(join(tmpdir(), "skein-"));
for (const name of ["one", "two", "three"]) await writeFile(join(folder, name), "");

// ls | wc -l
const child1 = new Popen(["ls"], { cwd: folder, stdout: PIPE });
const child2 = new Popen(["wc", "-l"], { stdin: child1.stdout, stdout: PIPE });
const out = await child2.communicate();
console.log("files:", out.stdout.trim());
await rm(folder, { recursive: true });

// yes | head -n 200000 | sort | uniq -c: the first would write for ever, and learns that nobody reads any more.
const endless = new Popen(["yes", "again"], { stdout: PIPE });
const limited = new Popen(["head", "-n", "200000"], { stdin: endless.stdout, stdout: PIPE });
const sorted = new Popen(["sort"], { stdin: limited.stdout, stdout: PIPE });
const counted = new Popen(["uniq", "-c"], { stdin: sorted.stdout, stdout: PIPE });
console.log("counted:", (await counted.communicate()).stdout.trim());
console.log("the endless one was ended by signal", -(await endless.wait()));
