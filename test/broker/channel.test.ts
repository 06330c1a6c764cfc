/*
 * The tests of public classes once more, in a program whose memory isn't mapped: they must not be able to tell.
 */
process.env["SKEIN_MEMORY"] = "broker";

await import("../channel/pipe.test.ts");
await import("../channel/pipe-between.test.ts");
await import("../channel/wait-any.test.ts");
