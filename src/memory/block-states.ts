/** What a block's state word can hold besides the token of a thread that is just making or freeing the block. */

/** Nobody's; its content is to be cleared by whoever takes it. */
export const FREE = 0;

/** Given out. Nobody may free it who hasn't put his token here first. */
export const USED = 1;
