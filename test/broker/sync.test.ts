/*
 * The tests of public classes once more, in a program whose memory isn't mapped: they must not be able to tell.
 */
process.env["SKEIN_MEMORY"] = "broker";

await import("../sync/barrier.test.ts");
await import("../sync/condition.test.ts");
await import("../sync/event.test.ts");
await import("../sync/lock.test.ts");
await import("../sync/rlock.test.ts");
await import("../sync/semaphore.test.ts");
await import("../sync/shared-array.test.ts");
await import("../sync/value.test.ts");
