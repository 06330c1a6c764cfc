/** What the words of a slot are, on each side of a ring; see {@link TwoSlots}, whose count is that of the records. */
export const side = {
  /** Which section: a reference, of 3 words. */
  section: 0,
  /** Where in it the next record will be put, or is to be taken from: in units of 8 bytes. */
  position: 3,
  /** How many units all records that were put, or taken, have had together; modulo 2^32. */
  units: 4,
  /** Producers: how far, as far as they know, the consumers have come in this section. */
  known: 5,
  /** Consumers: how many of the records that were taken have been dropped by `clear`; modulo 2^32. */
  dropped: 5,
  /** Producers: as far as they know, `units` of the consumers. */
  knownUnits: 6,
} as const;
