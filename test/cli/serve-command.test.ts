import assert from "node:assert/strict";
import { test } from "node:test";
import { Command, CommanderError } from "commander";
import { parseBytes, serveCommand } from "../../src/cli/serve-command.ts";
import { MisuseError } from "../../src/errors.ts";
import { reportLine } from "../../src/web/report.ts";
import type { ServeOptions } from "../../src/web/serve-options.ts";

/** Runs the command with a server that only notes what it was asked for. */
async function asked(...args: string[]): Promise<{ app: string; options: ServeOptions }> {
  let seen: { app: string; options: ServeOptions } | undefined;
  const command = serveCommand({
    load: async () => ({
      reportLine,
      async serve(app, options) {
        seen = { app, options };
        throw new MisuseError("enough");
      },
    }),
    say() {},
    read: (path) => `content of ${path}`,
  });
  command.exitOverride().configureOutput({ writeErr() {} });
  const program = new Command().addCommand(command);
  await assert.rejects(program.parseAsync(["serve", ...args], { from: "user" }), CommanderError);
  assert.ok(seen !== undefined, "serve was not called");
  return seen;
}

test("the command serves at one address of this machine unless it is told otherwise", async () => {
  const { app, options } = await asked("./app.ts");
  assert.equal(app, "./app.ts");
  assert.deepEqual(options.bind, ["127.0.0.1:8000"]);
  assert.deepEqual([options.workers, options.signals, options.accessLog], [undefined, true, false]);
});

test("its options are those of serve, in milliseconds and bytes", async () => {
  const line =
    "app.ts -w 4 --threads 2 --bind :80 --bind unix:/a --timeout 500ms --grace 10 --keep-alive 2m " +
    "--max-requests 100 --max-requests-jitter 0 --memory-limit 512M --max-body 10K --admin :9000 " +
    "--watch --key k.pem --cert c.pem --access-log a.log --access-log-format json";
  const { options } = await asked(...line.split(" "));
  const { onReport: _onReport, ...plain } = options;
  assert.deepEqual(plain, {
    bind: [":80", "unix:/a"],
    workers: 4,
    threads: 2,
    timeout: 500,
    graceTimeout: 10_000,
    keepAliveTimeout: 120_000,
    maxRequests: 100,
    maxRequestsJitter: 0,
    memoryLimit: 536_870_912,
    maxBodySize: 10_240,
    admin: ":9000",
    watch: true,
    tls: { key: "content of k.pem", cert: "content of c.pem" },
    accessLog: { to: "a.log", format: "json" },
    signals: true,
  });
});

test("an address before the application is not taken for two", async () => {
  const { app, options } = await asked("--bind", ":80", "app.ts");
  assert.deepEqual([app, options.bind], ["app.ts", [":80"]]);
});

test("bytes are read with their units, and nothing else is", () => {
  assert.deepEqual(["1", "2K", "3m", "4GB"].map(parseBytes), [1, 2_048, 3_145_728, 4_294_967_296]);
  for (const wrong of ["", "0", "-1", "1.5M", "M", "1T"]) assert.throws(() => parseBytes(wrong));
});
