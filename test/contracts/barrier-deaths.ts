import assert from "node:assert/strict";
import { describe } from "node:test";
import {
  arrived,
  barrierContract,
  type BarrierFixture,
  type BarrierUser,
  checkWith,
  fails,
  threeOf,
  untilThere,
  works,
} from "./barrier.ts";

/** What every barrier of threads and processes does, whoever dies at it. */
export function mortalBarrierContract(
  name: string,
  make: (parties: number) => Promise<BarrierFixture>,
): void {
  barrierContract(name, make);
  const check = checkWith(make);

  describe(`${name}: the action of a barrier`, () => {
    check("isn't finished by a party that dies", 2, async (users) => {
      const [one, two] = users as [BarrierUser, BarrierUser];
      const first = fails(one.wait(true, untilThere), /parties died while it waited$/);
      await arrived(two, 1);
      await two.wait(true, untilThere);
      await two.die();
      await first;
    });
  });

  describe(`${name}: a barrier that is broken`, () => {
    check("is made by the death of one who waits", 3, async (users) => {
      const [one, two, three] = threeOf(users);
      const text = /one of its parties died while it waited$/;
      const first = fails(one.wait(false, untilThere), text);
      void two.wait(false, untilThere).catch(() => {});
      await arrived(three, 2);
      await two.die();
      await first;
      await fails(three.wait(false, untilThere), text);
    });

    check("is no surprise for who comes after that death", 2, async (users, fixture) => {
      const [one, two] = users as [BarrierUser, BarrierUser];
      void one.wait(false, untilThere).catch(() => {});
      await arrived(two, 1);
      await one.die();
      // It may be in the same slot.
      const heir = await fixture.join();
      await fails(heir.wait(false, untilThere), /died while it waited$/);
      assert.equal(await two.waiting(), 0);
      await two.reset();
      await works(heir, two);
    });

    check("isn't made by who dies outside", 2, async (users, fixture) => {
      const [one, two] = users as [BarrierUser, BarrierUser];
      const first = one.wait(false, untilThere);
      await arrived(two, 1);
      await two.die();
      const other = await fixture.join();
      assert.equal(await other.isBroken(), false);
      assert.equal(await other.wait(false, untilThere), 1);
      assert.equal(await first, 0);
    });
  });
}
