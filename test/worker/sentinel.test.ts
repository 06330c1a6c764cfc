import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Event, MisuseError, pipe, Process, Thread, waitAny } from "../../src/index.ts";

for (const Child of [Process, Thread]) {
  describe(`a ${Child.name}, among what is waited for`, () => {
    test("is ready when it has ended, itself and its sentinel", async () => {
      const child = new Child({ target: () => {}, dedicated: true });
      child.start();
      const { sentinel } = child;
      const [end, other] = pipe();
      assert.deepEqual(await waitAny([end, sentinel]), [sentinel]);
      assert.deepEqual(await waitAny([child, end]), [child]);
      for (const each of [end, other]) each.close();
    });

    test("isn't ready while it runs", async () => {
      using event = new Event();
      const child = new Child({ target: () => event.wait(), dedicated: true });
      child.start();
      assert.deepEqual(await waitAny([child], { timeout: 0 }), []);
      event.set();
      assert.deepEqual(await waitAny([child]), [child]);
    });

    test("that is killed is ready, while its pipe ends", async () => {
      const [ours, theirs] = pipe<string, number>();
      const child = new Child({
        target: async (end: typeof theirs) => {
          await end.send("here");
          await end.receive();
        },
        args: [theirs],
        dedicated: true,
      });
      child.start();
      theirs.close();
      assert.equal(await ours.receive(), "here");
      child.kill();
      const waiting = new Set<object>([child, ours]);
      while (waiting.size > 0) for (const each of await waitAny(waiting)) waiting.delete(each);
      await assert.rejects(ours.receive(), { code: "ERR_SKEIN_CLOSED" });
    });

    test("has no sentinel before its start", () => {
      assert.throws(() => new Child({ target: () => {} }).sentinel, MisuseError);
    });
  });
}
