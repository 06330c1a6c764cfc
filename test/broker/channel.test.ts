/*
 * The tests of public classes once more, in a program whose memory isn't mapped: they must not be able to tell.
 */
process.env["SKEIN_MEMORY"] = "broker";

await import("../channel/connection-bytes.test.ts");
await import("../channel/joinable-queue.test.ts");
await import("../channel/pipe.test.ts");
await import("../channel/pipe-between.test.ts");
await import("../channel/queue.test.ts");
await import("../channel/queue-between.test.ts");
await import("../channel/simple-queue.test.ts");
await import("../channel/until-closed.test.ts");
await import("../channel/wait-any.test.ts");
