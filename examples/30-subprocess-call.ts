// Other programs: one whose output goes where ours goes, one that is told what to do through its stdin, one whose output
// is wanted, and some that fail. (In Python: subprocess.call, Popen and communicate, check_output.)
import {
  call,
  CalledProcessError,
  checkOutput,
  PIPE,
  Popen,
  ProgramNotStartedError,
  run,
  TimeoutExpired,
} from "skein/subprocess";

console.log("$ expr 6 '*' 7");
// No shell reads the arguments: the star is a star.
const code = await call(["expr", "6", "*", "7"]);
console.log("Exit code:", code);

console.log("$ sh");
const program = new Popen(["sh"], { stdin: PIPE, stdout: PIPE, stderr: PIPE });
const { stdout, stderr } = await program.communicate("echo first\necho second >&2\nexit 3\n");
console.log("it said:", stdout.trimEnd());
console.log("it complained:", stderr.trimEnd());
console.log("Exit code:", program.returncode);

const name = await checkOutput(["printf", "%s", "Skein & Co"]);
console.log("captured:", name);

try {
  await run(["sh", "-c", "echo half; exit 1"], { captureOutput: true, check: true });
} catch (error) {
  if (error instanceof CalledProcessError)
    console.log(`failed with ${error.returncode} after:`, String(error.stdout).trimEnd());
}
try {
  await run(["sleep", "60"], { timeout: 100 });
} catch (error) {
  if (error instanceof TimeoutExpired) console.log("took too long and was killed");
}
try {
  await call(["no-such-program"]);
} catch (error) {
  if (error instanceof ProgramNotStartedError) console.log(`${error.reason}: ${error.message}`);
}
