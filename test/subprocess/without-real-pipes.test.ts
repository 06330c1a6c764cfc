/*
 * The same tests where the C library can't be called, so that pipes are Node's sockets: but for programs that open them by
 * name, nobody must be able to tell.
 */
process.env["SKEIN_MEMORY"] = "broker";

await import("./call.test.ts");
await import("./many.test.ts");
await import("./pipes.test.ts");
await import("./popen.test.ts");
await import("./run.test.ts");
