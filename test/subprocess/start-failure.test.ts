import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ClosedError, MisuseError, ProgramNotStartedError } from "../../src/errors.ts";
import type { Command } from "../../src/subprocess/command.ts";
import { Popen } from "../../src/subprocess/popen.ts";
import type { PopenOptions } from "../../src/subprocess/program-options.ts";
import { run } from "../../src/subprocess/run.ts";
import { PIPE, STDOUT } from "../../src/subprocess/stdio.ts";
import { newFolder, openDescriptors } from "./programs.ts";

const folder = newFolder();
const plain = join(folder, "plain");
writeFileSync(plain, "no program");
const script = join(folder, "script");
writeFileSync(script, "#!/no/such/interpreter\n");
chmodSync(script, 0o755);
mkdirSync(join(folder, "sub"));

interface Case {
  readonly what: string;
  readonly command: Command;
  readonly options?: PopenOptions;
  readonly reason: string;
  readonly message: RegExp;
}

const cases: readonly Case[] = [
  {
    what: "a missing program",
    command: ["skein-has-no-such-program", "a"],
    reason: "ENOENT",
    message: /no program "skein-has-no-such-program" was found in PATH/,
  },
  {
    what: "a missing file",
    command: ["./nothing"],
    options: { cwd: folder },
    reason: "ENOENT",
    message: /no program ".\/nothing"/,
  },
  {
    what: "a line that is taken for the name of a program",
    command: "ls -l",
    reason: "ENOENT",
    message: /write \["ls","-l"\], or \{ shell: true \}/,
  },
  {
    what: "a missing folder",
    command: ["ls"],
    options: { cwd: join(folder, "missing") },
    reason: "ENOENT",
    message: /cwd ".*missing", doesn't exist/,
  },
  {
    what: "a folder that is a file",
    command: ["ls"],
    options: { cwd: plain },
    reason: "ENOTDIR",
    message: /cwd ".*plain", isn't a folder/,
  },
  {
    what: "a file that isn't executable",
    command: [plain],
    reason: "EACCES",
    message: /plain" may not be run/,
  },
  {
    what: "a folder in place of a program",
    command: ["./sub"],
    options: { cwd: folder },
    reason: "EACCES",
    message: /sub" may not be run/,
  },
  {
    what: "a script whose interpreter is missing",
    command: [script],
    reason: "ENOENT",
    message: /script for "\/no\/such\/interpreter", which isn't there/,
  },
  {
    what: "a program that isn't in the PATH of its env",
    command: ["node"],
    options: { env: { PATH: folder } },
    reason: "ENOENT",
    message: /was found in PATH/,
  },
  {
    what: "a missing shell",
    command: "ls",
    options: { shell: "/no/shell" },
    reason: "ENOENT",
    message: /no program "\/no\/shell"/,
  },
  {
    what: "an argument that is too long",
    command: ["true", "a", "x".repeat(200_000)],
    reason: "E2BIG",
    message: /argument 2 is too long/,
  },
  {
    what: "arguments that are too many",
    command: ["true", ...Array<string>(100).fill("x".repeat(100_000))],
    reason: "E2BIG",
    message: /more than the system allows/,
  },
];

describe("a program that can't be started", () => {
  for (const { what, command, options = {}, reason, message } of cases) {
    it(`is an error at once: ${what}`, async () => {
      const before = openDescriptors();
      const pipes = { stdin: PIPE, stdout: PIPE, stderr: STDOUT, ...options } as const;
      const judge = (error: unknown): boolean => {
        assert.ok(error instanceof ProgramNotStartedError);
        assert.deepEqual([error.reason, error.command], [reason, command]);
        assert.match(error.message, message);
        return true;
      };
      assert.throws(() => new Popen(command, pipes), judge);
      assert.equal(openDescriptors(), before);
      await assert.rejects(run(command, options), judge);
    });
  }

  for (const [what, command, options, message] of [
    ["an empty list", [], {}, /command is empty/],
    ["an empty name", "", {}, /command is empty/],
    ["NUL in the name", "a\0b", {}, /name of the program has a NUL character at index 1/],
    ["NUL in an argument", ["a", "b", "c\0"], {}, /argument 2 has a NUL/],
    ["a list for the shell", ["ls", "-l"], { shell: true }, /one string/],
    ["NUL in a line for the shell", "ls \0", { shell: true }, /the command has a NUL/],
    ["an argument that is no string", ["sleep", 5], {}, /argument 1 must be a string, not number/],
    ["no command", undefined, {}, /not undefined/],
    ["a stream that is none", ["ls"], { stdout: "file" }, /stdout must be PIPE.*"file"/],
    ["a descriptor below 0", ["ls"], { stderr: -1 }, /stderr must be PIPE.*-1/],
  ] as const) {
    it(`is a misuse: ${what}`, () => {
      // Programs without types can do this.
      const start = (): unknown => new Popen(command as Command, options as PopenOptions);
      assert.throws(start, (error) => {
        assert.ok(error instanceof MisuseError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it("leaves nothing open when one of its streams can't be had", async () => {
    const first = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
    first.stdout.close();
    const before = openDescriptors();
    const options = { stdin: first.stdout, stdout: PIPE } as const;
    assert.throws(() => new Popen(["cat"], options), ClosedError);
    const wrong = { stdin: PIPE, stdout: PIPE, stderr: -1 } as const;
    assert.throws(() => new Popen(["cat"], wrong), MisuseError);
    assert.equal(openDescriptors(), before);
    first.closePipes();
    await first.wait();
  });
});
