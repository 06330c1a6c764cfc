/**
 * Where what is in the memory file, in words of 32 bits:
 *
 *     head       256 bytes: state, counters, and the mutex under which slots and segments are given out
 *     slots      1024 x 256 bytes: one for each thread that takes part
 *     segments   4096 x 16 bytes: where the segments begin and how they are divided
 *
 * and behind that, from a page boundary, the segments themselves, each divided into blocks of one size.
 */
import { SLOTS } from "./memory.ts";

export const WORD_BYTES = 4;
export const PAGE_BYTES = 4096;

export const head = {
  /** 0 new, 1 somebody prepares it, else ready. */
  state: 0,
  /** Slots that have ever been used are below this. */
  slotCount: 2,
  segmentCount: 3,
  /** Where the file ends, in pages. */
  endPage: 4,
  /** How many blocks have been freed, modulo 2^32: whether it is worth looking for a free one again. */
  freed: 5,
  /** How many deaths have been announced, modulo 2^32. */
  deaths: 6,
  /** After how many milliseconds a wait is suspected to be part of a deadlock; 0: never. */
  suspectAfter: 7,
  /** A robust pthread mutex. */
  mutex: 16,
} as const;

const HEAD_WORDS = 64;

export const SLOT_WORDS = 64;
export const slot = {
  /** A robust pthread mutex that the thread holds for as long as it lives: its life lock. */
  life: 0,
  pid: 16,
  /** The kernel's number of the thread. */
  thread: 17,
  generation: 18,
  /** 1: rung, and not looked at yet. Sleepers sleep on it. */
  bell: 19,
  /** Bits: how the thread can be reached, see bell.ts. */
  mode: 20,
  /** The descriptor of the doorbell in its process, plus one. */
  doorbell: 21,
  /** The lower half of the doorbell's inode number: an old descriptor may have become another file. */
  doorbellInode: 22,
  /** In which word of the life lock the kernel keeps the holder: 0 for glibc, 1 for musl. */
  lifeWord: 23,
  /** Node's number of the thread; 0 is a main thread. */
  threadId: 24,
  /** Eight waits of {@link wait.words} words each. */
  waits: 32,
} as const;

export const WAITS = 8;
export const wait = {
  words: 4,
  /** The segment plus one, 0: no wait. */
  segment: 0,
  offset: 1,
  /** When it began: milliseconds of the machine's monotonic clock, modulo 2^32. */
  since: 2,
} as const;

export const MOST_SEGMENTS = 4096;
export const SEGMENT_WORDS = 4;
export const segment = {
  startPage: 0,
  pages: 1,
  /** The size of its blocks as a power of two; 0: the segment is one block. */
  blockShift: 2,
} as const;

export const SLOTS_AT: number = HEAD_WORDS;
export const SEGMENTS_AT: number = SLOTS_AT + SLOTS * SLOT_WORDS;
const TABLES_BYTES = (SEGMENTS_AT + MOST_SEGMENTS * SEGMENT_WORDS) * WORD_BYTES;
/** The length of all tables, in whole pages. */
export const TABLES_PAGES: number = Math.ceil(TABLES_BYTES / PAGE_BYTES);

/** The head of a block, of {@link BLOCK_HEAD_WORDS} words; its content follows. */
export const block = {
  /** See block-state.ts. */
  state: 0,
  /** How often the place has been given out. */
  serial: 1,
  kind: 2,
  /** How many bytes were asked for. */
  bytes: 3,
  /** When a handle on it was last sent: seconds of the machine's monotonic clock; 0: never. */
  travelled: 4,
  /** The block that it is a part of: segment plus one (0: none), offset, serial. */
  ownerSegment: 5,
  ownerOffset: 6,
  ownerSerial: 7,
  /** 1: there are blocks that are parts of it. */
  hasParts: 8,
  nameBytes: 9,
  /** 31 bytes of UTF-8. */
  name: 16,
  /** A slot set: which threads have it open. */
  openIn: 24,
} as const;

export const BLOCK_HEAD_WORDS = 64;
export const BLOCK_HEAD_BYTES: number = BLOCK_HEAD_WORDS * WORD_BYTES;
export const NAME_BYTES = 31;
