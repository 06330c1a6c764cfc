import { KEPT_SECTIONS_WORDS } from "./kept-sections.ts";
import { REFERENCE_WORDS } from "./reference-words.ts";
import { TWO_SLOTS_WORDS } from "./two-slots.ts";
import { SLOT_SET_WORDS } from "./slot-set.ts";

/** Where what is in the head of a ring, in words from its first. */
interface RingLayout {
  /** A TwoSlots; see ring-side.ts. */
  readonly producers: number;
  /** A TwoSlots; see ring-side.ts. */
  readonly consumers: number;
  /** Consumers: the reference of the section that they leave, until it has been given up. */
  readonly retired: number;
  /** KeptSections. */
  readonly kept: number;
  /** How many units of 8 bytes may be in the ring; 0: any number. */
  readonly limitUnits: number;
  /** How many records may be in the ring; 0: any number. */
  readonly limitRecords: number;
  /** How many units a section has at most, unless a single record needs more. */
  readonly largest: number;
  /** 1: nothing is put any more. */
  readonly sealed: number;
  /** A SlotSet. */
  readonly notEmpty: number;
  /** A SlotSet. */
  readonly notFull: number;
  /** So many they are. */
  readonly words: number;
}

export const ringAt: RingLayout = layOut();

function layOut(): RingLayout {
  const consumers = TWO_SLOTS_WORDS;
  const retired = consumers + TWO_SLOTS_WORDS;
  const kept = retired + REFERENCE_WORDS;
  const limitUnits = kept + KEPT_SECTIONS_WORDS;
  const limitRecords = limitUnits + 1;
  const largest = limitRecords + 1;
  const sealed = largest + 1;
  const notEmpty = sealed + 1;
  const notFull = notEmpty + SLOT_SET_WORDS;
  const words = notFull + SLOT_SET_WORDS;
  const sections = { retired, kept, largest };
  const limits = { limitUnits, limitRecords, sealed };
  return { producers: 0, consumers, ...sections, ...limits, notEmpty, notFull, words };
}
