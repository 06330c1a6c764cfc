import { unpack } from "../wire/unpack.ts";
import type { ChildFace, PackedChild } from "../worker/child-kind.ts";
import { currentLightThread } from "./light-thread.ts";

/** Runs in a carrier, for a subclass: becomes the very instance, and calls its `run()`. */
export async function runInstance({ bytes, attachments }: PackedChild): Promise<unknown> {
  const thread = currentLightThread();
  // Packed by `startLight` of the same version.
  const [child] = (await unpack(bytes, attachments)) as readonly [ChildFace];
  if (thread !== undefined) thread.instance = child;
  return child.run();
}
