import assert from "node:assert/strict";
import { REFERENCE_WORDS } from "../../../src/memory/reference-words.ts";
import { Ring } from "../../../src/memory/ring.ts";
import { ringAt } from "../../../src/memory/ring-layout.ts";
import type { Act, Model, Program, Progress } from "./model.ts";
import type { ModelBlock, ModelMemory } from "./model-memory.ts";

/** A ring as a process sees it. */
export interface Party {
  readonly ring: Pick<Ring, "tryPut" | "tryTake" | "notEmpty" | "notFull">;
  readonly memory: ModelMemory;
}

/** A record of one byte takes two units: the sections of these rings have room for one or two of them. */
export const UNITS: number = 2;

/** What is put when all is over. */
const LAST = 99;

/** What is put: different numbers, those of one producer in growing order, and its tens say whose they are. */
const put =
  (number: number): Act<Party> =>
  ({ ring }) =>
    ring.tryPut(Uint8Array.of(number)) ? { put: number } : { refused: number };

/** Waits for room. */
export const putSync =
  (number: number): Act<Party> =>
  ({ ring, memory }) =>
    memory.parking.waitSync({
      set: ring.notFull,
      attempt: () => (ring.tryPut(Uint8Array.of(number)) ? { put: number } : undefined),
    });

const take: Act<Party> = ({ ring }) => ({ taken: ring.tryTake()?.[0] ?? 0 });

/** Waits for a record. */
export const takeSync: Act<Party> = ({ ring, memory }) =>
  memory.parking.waitSync({
    set: ring.notEmpty,
    attempt: () => {
      const taken = ring.tryTake()?.[0];
      return taken === undefined ? undefined : { taken };
    },
  });

export const producer = (name: string, ...numbers: number[]): Program<Party> => ({
  name,
  acts: numbers.map(put),
});
export const consumer = (name: string, times = 1): Program<Party> => ({
  name,
  acts: Array.from({ length: times }, () => take),
});

interface Outcome {
  readonly put?: number;
  readonly taken?: number;
}

export interface RingSize {
  /** How many units the first section has. */
  readonly capacity: number;
  /** How many units the others have. */
  readonly largest?: number;
  readonly records?: number;
  /** How many sections there may ever be at a time. */
  readonly sections?: number;
}

export function ringModel(
  programs: readonly Program<Party>[],
  { capacity, largest = capacity, records, sections = 1 }: RingSize,
  join: (block: ModelBlock) => Party["ring"] = (block) => new Ring(block, 0),
): Model<Party> {
  // Who dies may leave a section that is freed with the ring: a producer that has just made one, a consumer on its way to
  // keep one.
  const keeps = largest <= 2 * capacity;
  return {
    name: "ring",
    blocks: 1 + sections,
    blockWords: 128,
    programs,
    prepare: (block) => {
      new Ring(block, 0).prepare({
        capacity: 1,
        limit: Infinity,
        records,
        largest: largest * 8,
      });
      // The first section is smaller than any that the product makes: so it is full sooner.
      Atomics.store(block.words, block.memory.machine.startOf(1), capacity);
    },
    join: (block) => ({ ring: join(block), memory: block.memory }),
    // The consumers' slots are read without their latch, and read again when they have changed meanwhile.
    isRacy: (word) => word >= ringAt.consumers + 2 && word < ringAt.retired,
    atEnd: (processes, { ring, memory }) => {
      checkRecords(processes, drained(ring));
      // Whoever takes next gives up what a dead consumer was about to give up.
      assert.ok(ring.tryPut(Uint8Array.of(LAST)), "FULL: an empty ring takes nothing");
      const [last, ...others] = drained(ring);
      assert.ok(last === LAST && others.length === 0, `WRONG: ${last} came out for ${LAST}`);
      const mayLeave = processes.filter(
        ({ isDead, name }) => isDead && (keeps || isProducer(name)),
      );
      const most = 2 + keptIn(memory.first) + mayLeave.length;
      const { blocksInUse } = memory.machine;
      assert.ok(blocksInUse <= most, `LEFT: ${blocksInUse} blocks are in use, not ${most}`);
    },
  };
}

/** A and B put, C and D take. */
function isProducer(name: string): boolean {
  return name < "C";
}

/** How many sections the ring keeps for the next time. */
function keptIn({ words, start }: ModelBlock): number {
  let kept = 0;
  for (let at = ringAt.kept; at < ringAt.limitUnits; at += REFERENCE_WORDS)
    if (Atomics.load(words, start + at) !== 0) kept += 1;
  return kept;
}

function drained(ring: Party["ring"]): number[] {
  const found: number[] = [];
  for (let record = ring.tryTake(); record !== undefined; record = ring.tryTake())
    found.push(record[0] ?? 0);
  return found;
}

function checkRecords(processes: readonly Progress[], left: readonly number[]): void {
  const outcomes = processes.map(({ results }) => results as readonly Outcome[]);
  const sure = outcomes.flatMap((results) => results.flatMap((result) => result.put ?? []));
  const takers = outcomes.map((results) => results.flatMap(({ taken = 0 }) => taken || []));
  const out = [...takers.flat(), ...left];
  assert.equal(new Set(out).size, out.length, `TWICE: ${out.join()} came out`);
  const dying = processes.filter(({ isDead, hasBegun }) => isDead && hasBegun);
  const lost = sure.filter((number) => !out.includes(number));
  const unsure = out.filter((number) => !sure.includes(number));
  // Who dies while it puts may have put, who dies while it takes may have taken: one of each at most.
  const most = dying.length;
  assert.ok(lost.length + unsure.length <= most, `LOST: ${lost.join()}, MORE: ${unsure.join()}`);
  for (const one of takers) checkOrder([...one, ...left]);
}

function checkOrder(numbers: readonly number[]): void {
  const last = new Map<number, number>();
  for (const number of numbers) {
    const whose = Math.floor(number / 10);
    assert.ok(number > (last.get(whose) ?? 0), `ORDER: ${numbers.join()} came out`);
    last.set(whose, number);
  }
}
