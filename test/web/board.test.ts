import assert from "node:assert/strict";
import { test } from "node:test";
import { Board, FairShare, fairShare } from "../../src/web/board.ts";

test("lanes get places in a row, and places that are given back are given away again", () => {
  const board = new Board();
  assert.deepEqual([board.take(3), board.take(3), board.take(3)], [0, 3, 6]);
  board.array.set(4, 9);
  board.give(3, 3);
  assert.equal(board.array.get(4), 0);
  assert.equal(board.take(3), 3);
  assert.equal(board.take(10_000), undefined);
  board.give(undefined, 3);
});

test("the fair share is that of the lanes that accept", () => {
  const board = new Board();
  const lanes = [0, 1, 2].map((place) => FairShare.at(board.array, place));
  assert.equal(fairShare(board.array.view), Number.POSITIVE_INFINITY);
  lanes[0]?.join();
  lanes[1]?.join();
  for (let connections = 1; connections <= 5; connections += 1) lanes[0]?.accepted(connections);
  assert.equal(fairShare(board.array.view), 3);
  lanes[0]?.closed(4);
  assert.equal(fairShare(board.array.view), 2);
  // One that doesn't accept doesn't count, whatever becomes of the connections that it still has.
  lanes[0]?.leave();
  lanes[0]?.closed(3);
  lanes[2]?.accepted(7);
  assert.equal(fairShare(board.array.view), 0);
});

test("without a place there is nothing to keep fair", () => {
  assert.equal(FairShare.at(new Board().array, undefined), undefined);
});
