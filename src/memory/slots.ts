import { threadId } from "node:worker_threads";
import { MemoryFullError } from "../errors.ts";
import { head, slot, SLOT_WORDS, SLOTS_AT, WORD_BYTES } from "./layout.ts";
import { SLOTS } from "./memory.ts";
import type { Tables } from "./tables.ts";
import { GENERATIONS, generationOf, slotOf } from "./word.ts";

/** The part of a life word that is the holder's thread number (FUTEX_TID_MASK); the kernel clears it at its end. */
const THREAD_MASK = 0x3fff_ffff;

/** The index of a slot's first word in the tables. */
export function slotAt(number: number): number {
  return SLOTS_AT + number * SLOT_WORDS;
}

/** The index of the word in which the kernel notes the end of the thread in this slot. */
export function lifeWordAt(words: Int32Array, number: number): number {
  const at = slotAt(number);
  return at + slot.life + Atomics.load(words, at + slot.lifeWord);
}

/** Whether there is no thread in this slot any more: the kernel says so, even before its parent notices. */
export function slotIsDead(words: Int32Array, number: number): boolean {
  return (Atomics.load(words, lifeWordAt(words, number)) & THREAD_MASK) === 0;
}

/** Whether the thread has ended that a token names, or a word with one. */
export function tokenIsDead(words: Int32Array, word: number): boolean {
  const number = slotOf(word);
  const generation = Atomics.load(words, slotAt(number) + slot.generation);
  return generation !== generationOf(word) || slotIsDead(words, number);
}

/**
 * Gives this thread a slot; for its whole life, since only its end frees it again. `forget` is called with the number
 * of a slot whose last thread has died before it is given to this one: what still names it must be cleared away.
 */
export function takeSlot(tables: Tables, forget: (number: number) => void): number {
  return tables.exclusively(() => {
    const { words, slotCount } = tables;
    const dead = firstDead(words, slotCount);
    const number = dead ?? slotCount;
    if (number >= SLOTS)
      throw new MemoryFullError(
        `all ${SLOTS} slots are taken: no more threads can share this memory`,
      );
    settleIn(tables, number);
    if (dead === undefined) Atomics.store(words, head.slotCount, slotCount + 1);
    else forget(number);
    return number;
  });
}

function firstDead(words: Int32Array, slotCount: number): number | undefined {
  for (let number = 0; number < slotCount; number += 1) {
    if (slotIsDead(words, number)) return number;
  }
  return undefined;
}

function settleIn({ words, libc, address }: Tables, number: number): void {
  const at = slotAt(number);
  // First of all: from here on, what the last thread of this slot has left behind is recognised as a dead one's.
  const generation = (Atomics.load(words, at + slot.generation) + 1) % GENERATIONS || 1;
  Atomics.store(words, at + slot.generation, generation);
  words.fill(0, at + slot.bell, at + SLOT_WORDS);
  const life = address + (at + slot.life) * WORD_BYTES;
  libc.makeMutex(life);
  libc.lockMutex(life);
  const thread = libc.threadNumber();
  const inFirst = (Atomics.load(words, at + slot.life) & THREAD_MASK) === thread;
  Atomics.store(words, at + slot.lifeWord, inFirst ? 0 : 1);
  Atomics.store(words, at + slot.pid, process.pid);
  Atomics.store(words, at + slot.thread, thread);
  Atomics.store(words, at + slot.threadId, threadId);
}
