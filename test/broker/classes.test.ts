/*
 * The tests of the public classes once more, in a program whose memory isn't mapped: they must not be able to tell.
 */
process.env["SKEIN_MEMORY"] = "broker";

await import("../sync/value.test.ts");
await import("../sync/shared-array.test.ts");
