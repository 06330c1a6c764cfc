import assert from "node:assert/strict";
import { test } from "node:test";
import { captureFunction } from "../../src/closure/capture.ts";
import { Event } from "../../src/sync/event.ts";
import { Lock } from "../../src/sync/lock.ts";
import { RLock } from "../../src/sync/rlock.ts";
import { BoundedSemaphore, Semaphore } from "../../src/sync/semaphore.ts";
import { Value } from "../../src/sync/value.ts";

const made = [
  new Lock(),
  new RLock(),
  new Event(),
  new Semaphore(1),
  new BoundedSemaphore(1),
  new Value("int32", 0),
];

for (const shared of made) {
  test(`a function that uses a shared ${shared.constructor.name} is captured once, however often it is sent`, () => {
    const target = (): unknown => shared;
    const captured = captureFunction(target);
    assert.equal(captured.pure, true);
    assert.equal(captureFunction(target), captured);
    shared.close();
  });
}
