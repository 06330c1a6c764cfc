/** What the compiler finds by itself about other programs, and what it refuses. Never run. */
import {
  call,
  checkOutput,
  DEVNULL,
  type InputPipe,
  type OutputPipe,
  PIPE,
  Popen,
  type PopenOptions,
  run,
  type RunOptions,
  runSync,
  STDOUT,
} from "../../src/subprocess.ts";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where A and B are the same type. */
function same<A, B>(_proof: Same<A, B>): void {}

export async function running(options: RunOptions): Promise<void> {
  const text = await run(["ls"], { captureOutput: true, cwd: "/" });
  same<typeof text.stdout, string>(true);
  same<typeof text.stderr, string>(true);
  const bytes = await run(["ls"], { stdout: PIPE, encoding: "buffer" });
  same<typeof bytes.stdout, Uint8Array>(true);
  same<typeof bytes.stderr, undefined>(true);
  const merged = await run("ls", { stdout: PIPE, stderr: STDOUT, shell: true, encoding: "latin1" });
  same<typeof merged.stdout, string>(true);
  same<typeof merged.stderr, undefined>(true);
  const none = await run(["ls"], { cwd: "/" });
  same<typeof none.stdout, undefined>(true);
  const unknown = await run(["ls"], options);
  same<typeof unknown.stdout, string | Uint8Array | undefined>(true);
  const blocking = runSync(["ls"], { captureOutput: true });
  same<typeof blocking.stdout, string>(true);

  const version = await checkOutput(["git", "--version"]);
  same<typeof version, string>(true);
  const raw = await checkOutput(["git"], { encoding: "buffer" });
  same<typeof raw, Uint8Array>(true);
  const code = await call(["git"]);
  same<typeof code, number>(true);

  // @ts-expect-error -- an argument that is no string
  await run(["sleep", 5]);
  // @ts-expect-error -- STDOUT is for stderr
  await run(["ls"], { stdout: STDOUT });
  // @ts-expect-error -- no such encoding
  await run(["ls"], { encoding: "utf-7" });
  // @ts-expect-error -- what it writes to stdout is what it gives
  await checkOutput(["ls"], { stdout: DEVNULL });
  // @ts-expect-error -- nothing can end it but its time
  runSync(["ls"], { signal: new AbortController().signal });
}

export async function started(options: PopenOptions): Promise<void> {
  const both = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
  same<typeof both.stdin, InputPipe>(true);
  same<typeof both.stdout, OutputPipe>(true);
  same<typeof both.stderr, undefined>(true);
  const output = await both.communicate("a");
  same<typeof output.stdout, string>(true);
  same<typeof output.stderr, undefined>(true);
  const chained = new Popen(["wc"], { stdin: both.stdout, stdout: PIPE, encoding: "buffer" });
  same<typeof chained.stdin, undefined>(true);
  const counted = await chained.communicate();
  same<typeof counted.stdout, Uint8Array>(true);
  const some = new Popen(["cat"], options);
  same<typeof some.stdin, InputPipe | undefined>(true);
  // One of which more is known is one of which less is.
  const any: Popen[] = [both, chained, some];
  same<(typeof any)[number]["pid"], number>(true);

  // @ts-expect-error -- there is no pipe
  const lines: OutputPipe = new Popen(["cat"], { stdout: DEVNULL }).stdout;
  lines.close();
  // @ts-expect-error -- an input isn't an output
  new Popen(["cat"], { stdin: both.stdin });
}
