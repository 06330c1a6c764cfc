import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isAlive, main, project, Running, skein, start, until } from "./command-line.ts";

const jobs = `
  import { appendFileSync, existsSync, readFileSync } from "node:fs";
  interface Shown { readonly input: string; readonly index: number }
  export const show = (input: string, index: number): Shown => ({ input, index });
  export const upper = async (input: string): Promise<string> => input.toUpperCase();
  export default upper;
  export function fail(input: string): string {
    if (input.startsWith("bad")) throw new RangeError("no " + input);
    return input;
  }
  export function leave(input: string): string {
    if (input === "bad") process.exit(0);
    return input;
  }
  export function hang(input: string): unknown {
    if (input !== "hang") return input;
    console.log("hanging in " + process.pid);
    return new Promise(() => setInterval(() => {}, 1_000));
  }
  export function spin(input: string): string {
    while (input === "hang");
    return input;
  }
  export async function gate(input: string): Promise<string> {
    console.log("began " + input + " in " + process.pid);
    while (input.startsWith("gate") && !existsSync(input)) await new Promise((done) => setTimeout(done, 5));
    return input;
  }
  export function third(input: string): string {
    appendFileSync("tries", input);
    if (readTries(input) < 3) throw new Error("not yet");
    return input;
  }
  function readTries(input: string): number {
    return readFileSync("tries", "utf8").split(input).length - 1;
  }
`;

const files = { "package.json": '{"type":"module"}', "jobs.ts": jobs };
const places = ["thread", "process"] as const;

for (const on of places) {
  const map = (name: string, ...args: string[]): string[] => [
    "map",
    `./jobs.ts#${name}`,
    "--on",
    on,
    "-j",
    "2",
    ...args,
  ];

  test(`on ${on}: a TypeScript function runs on every argument, results in order`, async () => {
    const { status, stdout, stderr } = await skein(project(files), map("show", "a", "b", "c"));
    assert.equal(
      stdout,
      '{"input":"a","index":0}\n{"input":"b","index":1}\n{"input":"c","index":2}\n',
    );
    assert.match(stderr, /^skein: 3 jobs in [\d.]+ s \([\d.]+\/s\): 3 ok\n$/);
    assert.equal(status, 0);
  });

  test(`on ${on}: inputs come from standard input, one a line or between NULs`, async () => {
    const directory = project(files);
    assert.equal((await skein(directory, map("upper"), "a\r\nb")).stdout, '"A"\n"B"\n');
    assert.equal(
      (await skein(directory, map("default", "--null"), "a\nb\0c\0")).stdout,
      '"A\\nB"\n"C"\n',
    );
    assert.equal((await skein(directory, map("upper"))).stdout, "");
  });

  test(`on ${on}: errors name their input and the user's line, and are counted in the exit status`, async () => {
    const { status, stdout, stderr } = await skein(
      project(files),
      map("fail", "a", "bad 1", "b", "bad 2"),
    );
    assert.equal(status, 2);
    assert.equal(stdout, '"a"\n"b"\n');
    assert.match(
      stderr,
      /skein: job 2 failed: RangeError: no bad 1\n {4}input: "bad 1"\n {4}at fail \(.*jobs\.ts:8:\d+\)\n/,
    );
    assert.match(stderr, /skein: 4 jobs in .*: 2 ok, 2 failed\n$/);
  });

  test(`on ${on}: a job that ends its worker fails alone`, async () => {
    const directory = project(files);
    const { status, stdout, stderr } = await skein(
      directory,
      map("leave", "a", "bad", "b", "--joblog", "log"),
    );
    assert.equal(status, 1);
    assert.equal(stdout, '"a"\n"b"\n');
    assert.match(stderr, /job 2 failed: WorkerLostError/);
    assert.match(
      readFileSync(join(directory, "log"), "utf8"),
      /^2\t:\t[\d.]+\t[\d.]+\t3\t0\t-1\t0\t/m,
    );
  });

  test(`on ${on}: a job that takes longer than --timeout fails, waiting or spinning`, async () => {
    for (const name of ["hang", "spin"]) {
      const { status, stdout, stderr } = await skein(
        project(files),
        map(name, "a", "hang", "b", "--timeout", "300ms"),
      );
      assert.equal(status, 1, name);
      assert.equal(stdout, '"a"\n"b"\n');
      assert.match(stderr, /job 2 failed: TimeoutError/);
    }
  });

  test(`on ${on}: --retries tries again`, async () => {
    const { status, stdout } = await skein(project(files), map("third", "x", "--retries", "2"));
    assert.equal(stdout, '"x"\n');
    assert.equal(status, 0);
  });

  test(`on ${on}: unordered results come as they end, ordered ones wait for their turn`, async () => {
    const directory = project(files);
    const running = start(directory, map("gate", "gate", "b", "--unordered"));
    await until(() => running.stdout === '"b"\n');
    execFileSync("touch", [join(directory, "gate")]);
    assert.equal((await running.ended).stdout, '"b"\n"gate"\n');
  });

  test(`on ${on}: --halt now ends what runs`, async () => {
    const { status, stderr } = await skein(
      project(files),
      map("hang", "hang", "--halt", "now,done=1", "a", "b"),
    );
    assert.equal(status, 0);
    assert.match(stderr, /stopped by --halt now,done=1\nskein: 1 job in .*: 1 ok, 1 stopped\n$/);
  });

  test(`on ${on}: when the reader of the results goes, the work ends quietly`, async () => {
    const directory = project(files);
    const pipeline = `yes | "${process.execPath}" "${main}" ${map("upper").join(" ")} | head -n 2; echo "\${PIPESTATUS[1]}"`;
    const { stdout, stderr } = await new Running(directory, ["bash", "-c", pipeline]).ended;
    assert.equal(stdout, '"Y"\n"Y"\n141\n');
    assert.equal(stderr, "");
  });

  test(`on ${on}: the first Ctrl-C lets what runs finish and takes no further input`, async () => {
    const directory = project(files);
    const running = start(directory, map("gate"));
    running.child.stdin?.write("gate\n");
    await until(() => running.stderr.includes("began gate"));
    running.signalGroup("SIGINT");
    await until(() => running.stderr.includes("Ctrl-C again"));
    execFileSync("touch", [join(directory, "gate")]);
    const { status, stdout, stderr } = await running.ended;
    assert.equal(status, 130);
    assert.equal(stdout, '"gate"\n');
    assert.match(stderr, /skein: 1 job in .*: 1 ok\n$/);
  });

  test(`on ${on}: the second Ctrl-C ends what runs, without a stack and without an orphan`, async () => {
    const running = start(project(files), map("hang", "hang", "a", "hang", "b"));
    await until(() => running.stderr.split("hanging in").length === 3);
    running.signalGroup("SIGINT");
    await until(() => running.stderr.includes("Ctrl-C again"));
    running.signalGroup("SIGINT");
    const { status, stderr } = await running.ended;
    assert.equal(status, 130);
    assert.match(stderr, /skein: 1 job in .*: 1 ok, 2 stopped\n$/);
    assert.ok(!/^\s+at /m.test(stderr), stderr);
    for (const [, pid] of stderr.matchAll(/hanging in (\d+)/g))
      await until(() => !isAlive(Number(pid)));
  });

  test(`on ${on}: SIGTERM ends what runs`, async () => {
    const running = start(project(files), map("hang", "hang"));
    await until(() => running.stderr.includes("hanging in"));
    running.child.kill("SIGTERM");
    const { status, stderr } = await running.ended;
    assert.equal(status, 143);
    for (const [, pid] of stderr.matchAll(/hanging in (\d+)/g))
      await until(() => !isAlive(Number(pid)));
  });

  test(`on ${on}: after kill -9, --resume gives every result that was not out yet, and no worker is left`, async () => {
    const directory = project(files);
    const inputs = ["a", "b", "c", "gate", "d"];
    const args = map("gate", "--joblog", "log", ...inputs);
    const running = start(directory, args);
    await until(() => running.stdout === '"a"\n"b"\n"c"\n' && running.stderr.includes("began d"));
    running.child.kill("SIGKILL");
    assert.equal((await running.ended).signal, "SIGKILL");
    for (const [, pid] of running.stderr.matchAll(/ in (\d+)/g))
      await until(() => !isAlive(Number(pid)));
    execFileSync("touch", [join(directory, "gate")]);
    const resumed = await skein(directory, [...args, "--resume"]);
    assert.equal(resumed.status, 0);
    const all = new Set((running.stdout + resumed.stdout).split("\n"));
    assert.deepEqual([...all].sort(), ['"a"', '"b"', '"c"', '"d"', '"gate"', ""].sort());
    assert.match(resumed.stderr, /, [23] skipped\n$/);
    const again = await skein(directory, [...args, "--resume"]);
    assert.match(again.stderr, /0 jobs in .*: 0 ok, 5 skipped\n$/);
  });

  test(`on ${on}: what jobs print doesn't get between the results`, async () => {
    const { stdout, stderr } = await skein(project(files), map("gate", "x"));
    assert.equal(stdout, '"x"\n');
    assert.match(stderr, /^began x in/m);
  });

  test(`on ${on}: a missing export is told with those that there are`, async () => {
    const { status, stderr } = await skein(project(files), map("nothing", "x"));
    assert.equal(status, 255);
    assert.match(
      stderr,
      /^skein: .*there is no export "nothing"; its functions are: default, fail, gate, hang, .*\n$/,
    );
  });
}

test("TypeScript beyond what Node strips runs with the project's tsx, in packages of both kinds", async () => {
  const text = `
    import { one } from "./other.js";
    enum Kind { Some = 3 }
    export const f = (input: string): string => input + Kind.Some + one;
  `;
  for (const type of ["module", "commonjs"]) {
    const directory = project({
      "package.json": `{"type":"${type}"}`,
      "kind.ts": text,
      "other.ts": "export const one: number = 1;",
    });
    for (const on of places) {
      const { stdout, stderr } = await skein(directory, ["map", "./kind.ts#f", "x", "--on", on]);
      assert.equal(stdout, '"x31"\n', `${type}, ${on}: ${stderr}`);
    }
  }
});

test("where neither Node nor tsx can run TypeScript the error says what to do", async () => {
  const { status, stdout, stderr } = await skein(project(files, { tsx: false }), [
    "map",
    "./jobs.ts#upper",
    "a",
  ]);
  if (Reflect.get(process.features, "typescript") === undefined) {
    assert.equal(status, 255);
    assert.match(
      stderr,
      /is TypeScript, which Node v20.*npm install --save-dev tsx.*or use Node 22\.18 or later\n$/,
    );
  } else {
    assert.equal(stdout, '"A"\n');
  }
});

test("wrong usage is exit status 255, help and version are 0", async () => {
  const directory = project(files);
  assert.equal((await skein(directory, ["map", "./jobs.ts", "--unorderd"])).status, 255);
  assert.equal((await skein(directory, ["map", "./absent.ts", "x"])).status, 255);
  assert.equal((await skein(directory, ["--help"])).status, 0);
  assert.match((await skein(directory, ["--version"])).stdout, /^\d+\.\d+\.\d+\n$/);
});

const hasTerminal = existsSync("/usr/bin/script");

test(
  "a terminal shows a progress line, and errors on lines of their own",
  { skip: !hasTerminal },
  async () => {
    const words = [process.execPath, main, "map", "./jobs.ts#fail", "a", "bad", "b", "-j", "1"];
    const command = words.map((word) => `'${word}'`).join(" ");
    const { stdout } = await new Running(
      project(files),
      ["script", "-qec", command, "/dev/null"],
      "",
    ).ended;
    assert.match(stdout, /\[[=-]{24}\] +\d+% \| \d\/3/);
    const shown = visibleLines(stdout);
    assert.ok(shown.includes("skein: job 2 failed: RangeError: no bad"), stdout);
    assert.ok(shown.includes('"a"') && shown.includes('"b"'), stdout);
    assert.ok(!shown.some((line) => line.includes("[=")), stdout);
  },
);

/** What stays on a terminal: each line from its last carriage return and erasure on. */
function visibleLines(text: string): string[] {
  return text.split("\r\n").map((line) => line.split("\r").at(-1)?.split("\u001B[K").at(-1) ?? "");
}
