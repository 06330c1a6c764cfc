import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CalledProcessError, MisuseError } from "../../src/errors.ts";
import { call, checkCall, checkOutput } from "../../src/subprocess/call.ts";
import { getOutput, getStatusOutput } from "../../src/subprocess/get-output.ts";
import { DEVNULL, PIPE, STDOUT } from "../../src/subprocess/stdio.ts";

describe("call", () => {
  it("gives the return code", async () => {
    assert.equal(await call(["true"]), 0);
    assert.equal(await call(["sh", "-c", "exit 9"]), 9);
    assert.equal(await call(["sh", "-c", "kill $$"]), -15);
    assert.equal(await call("exit 2", { shell: true }), 2);
  });

  it("doesn't get stuck on output that it was told to take", async () => {
    assert.equal(await call(["head", "-c", "1000000", "/dev/zero"], { stdout: PIPE }), 0);
  });
});

describe("checkCall", () => {
  it("rejects unless the return code is 0", async () => {
    await checkCall(["true"]);
    await assert.rejects(checkCall(["sh", "-c", "exit 9"]), (error) => {
      assert.ok(error instanceof CalledProcessError);
      assert.deepEqual([error.returncode, error.stdout], [9, undefined]);
      return true;
    });
  });
});

describe("checkOutput", () => {
  it("gives what is written to stdout", async () => {
    assert.equal(await checkOutput(["echo", "a"]), "a\n");
    assert.deepEqual(
      await checkOutput(["printf", "a"], { encoding: "buffer" }),
      new Uint8Array([0x61]),
    );
    assert.equal(await checkOutput(["cat"], { input: "in" }), "in");
    assert.equal(await checkOutput("echo a >&2", { shell: true, stderr: STDOUT }), "a\n");
  });

  it("rejects with the output when the program fails", async () => {
    const failing = checkOutput(["sh", "-c", "echo a; exit 1"], { stderr: DEVNULL });
    await assert.rejects(failing, (error) => {
      assert.ok(error instanceof CalledProcessError);
      assert.deepEqual([error.returncode, error.stdout], [1, "a\n"]);
      return true;
    });
  });

  it("refuses another place for stdout", async () => {
    // Programs without types can do this.
    const options = { stdout: DEVNULL } as object;
    await assert.rejects(checkOutput(["ls"], options), MisuseError);
  });
});

describe("getOutput", () => {
  it("gives both outputs of a line for the shell, without the last newline", async () => {
    assert.equal(await getOutput("echo a; echo b >&2; echo; echo"), "a\nb\n\n");
    assert.equal(await getOutput("printf a | tr a b"), "b");
    assert.equal(await getOutput("exit 1"), "");
  });

  it("gives the return code as well", async () => {
    assert.deepEqual(await getStatusOutput("echo a; exit 3"), { returncode: 3, output: "a" });
    assert.deepEqual(await getStatusOutput("kill -9 $$"), { returncode: -9, output: "" });
    const { returncode, output } = await getStatusOutput("skein-has-no-such-program");
    assert.equal(returncode, 127);
    assert.match(output, /not found/);
  });

  it("takes no list", async () => {
    // Programs without types can do this.
    await assert.rejects(getOutput(["ls"] as unknown as string), MisuseError);
  });
});
