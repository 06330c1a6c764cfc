import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import { readItem, replaceItem, sameItem, storeItem, type ListItem } from "./list-item.ts";
import { bytesFor, layDown, ListLayout } from "./list-layout.ts";
import { SharedMemory } from "./shared-memory.ts";

/** Which list is to be opened. */
export interface ShareableListName {
  readonly name: string;
}

/** How a {@link ShareableList} is made. */
export interface ShareableListOptions {
  /** The name of its shared memory; see {@link SharedMemory.create}. Default: a new name. */
  readonly name?: string | undefined;
}

/**
 * A list of a fixed length in {@link SharedMemory}, with items of different types: numbers, bigints, booleans, text,
 * bytes and null. It is the same as Python's `multiprocessing.shared_memory.ShareableList`, byte for byte, so that both
 * can work on one list. It can be captured by functions, and sent as an argument, a result or in a message.
 *
 * Whole numbers are Python's int, and come back as bigints where a number wouldn't be exact; all other numbers are float.
 * A float stays one when it is set to a whole number. An item can be replaced by one of another type; text and bytes have
 * as much room as the item had at first, which is at least eight bytes, and lose zeros at their end. Text takes the bytes
 * of its UTF-8; Python itself counts characters at first, and so has too little room for text that isn't ASCII.
 *
 * Nothing is locked: an item that another is just replacing may be read half old, half new. So share a lock with it.
 *
 * @example
 *     using list = new ShareableList(["progress", 0, null]);
 *     await pool.apply((theirs) => theirs.set(1, 50), [list]);
 *     console.log([...list]);
 */
export class ShareableList implements Iterable<ListItem> {
  /** Where it lies; closing or unlinking that is closing or unlinking the list. */
  readonly memory: SharedMemory;
  readonly #layout: ListLayout;

  static {
    // As a method this would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, handle, {
      value(this: ShareableList): HandleDescription {
        return this.#describe();
      },
    });
  }

  /**
   * Makes a list of items, or opens the one with a name. Throws what `SharedMemory.create` and `SharedMemory.open`
   * throw, and MisuseError for an item that can't be in a list, or when there is no list under the name.
   */
  constructor(
    itemsOrName: Iterable<ListItem> | ShareableListName,
    { name }: ShareableListOptions = {},
  ) {
    if (typeof itemsOrName === "string" || Symbol.iterator in itemsOrName) {
      const items = Array.from(itemsOrName, (item, index) => storeItem(item, `item ${index}`));
      this.memory = SharedMemory.create({ name, size: bytesFor(items) });
      this.#layout = layDown(this.memory, items);
    } else {
      this.memory = SharedMemory.open(itemsOrName.name);
      this.#layout = open(this.memory);
    }
  }

  /** The name of its shared memory. */
  get name(): string {
    return this.memory.name;
  }

  get length(): number {
    return this.#layout.length;
  }

  /** What Python's `struct` calls all the items, for those who compare. */
  get format(): string {
    return Array.from({ length: this.length }, (_, index) => this.#layout.formatAt(index)).join("");
  }

  /** An item. Throws RangeError when there is no such one. */
  get(index: number): ListItem {
    return readItem(this.#layout.read(this.#within(index)), this.#placeOf(index));
  }

  /** An item, counted from the end when `index` is negative, or undefined when there is no such one. */
  at(index: number): ListItem | undefined {
    const place = index < 0 ? index + this.length : index;
    return place >= 0 && place < this.length ? this.get(place) : undefined;
  }

  /**
   * Replaces an item. Throws RangeError when there is no such one, and MisuseError when the text or the bytes are longer
   * than there is room for, or when it can't be an item.
   */
  set(index: number, item: ListItem): void {
    const layout = this.#layout;
    const format = layout.formatAt(this.#within(index));
    const room = layout.roomAt(index);
    layout.write(index, replaceItem(item, { format, room, place: this.#placeOf(index) }));
  }

  /** How many items equal `item`; bytes by what is in them, numbers and bigints by value. */
  count(item: ListItem): number {
    return Array.from(this).filter((other) => sameItem(item, other)).length;
  }

  /** The index of the first item that equals `item`, or -1. */
  indexOf(item: ListItem): number {
    return Array.from(this).findIndex((other) => sameItem(item, other));
  }

  /** The items one after the other, each as it is when its turn comes. */
  *[Symbol.iterator](): Generator<ListItem, void, undefined> {
    for (let index = 0; index < this.length; index += 1) yield this.get(index);
  }

  /** This thread lets go of the list's memory, which goes on to exist. Idempotent. */
  close(): void {
    this.memory.close();
  }

  /** Takes the name away; see {@link SharedMemory.unlink}. */
  unlink(): void {
    this.memory.unlink();
  }

  /** Closes it, and also unlinks it if this object has made it. */
  [Symbol.dispose](): void {
    this.memory[Symbol.dispose]();
  }

  #within(index: number): number {
    if (Number.isInteger(index) && index >= 0 && index < this.length) return index;
    throw new RangeError(`there is no index ${index} in a list of ${this.length}`);
  }

  #placeOf(index: number): string {
    return `item ${index} of '${this.name}'`;
  }

  #describe(): HandleDescription {
    // It is open, or this throws ClosedError.
    this.memory.read(0, 0);
    return { type: "skein.ShareableList", data: this.name, module: import.meta.url };
  }
}

/** Opens the list that a handle names. */
export function reviveShareableList(data: unknown): ShareableList {
  // Only lists make handles of this type.
  return new ShareableList({ name: data as string });
}

/** What arrives here. */
export const handles: HandleTypes = { "skein.ShareableList": reviveShareableList };

function open(memory: SharedMemory): ListLayout {
  try {
    return new ListLayout(memory);
  } catch (error) {
    memory.close();
    throw error;
  }
}
