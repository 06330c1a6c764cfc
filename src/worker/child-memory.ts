/** What an instance is made of again in the child that it describes, in place of options. */
export class ChildMemory {
  readonly name: string;
  readonly daemon: boolean;
  readonly numbers: readonly number[];
  readonly target: ((...args: never[]) => unknown) | undefined;
  readonly args: readonly unknown[];
  /** Its pid or ident; default: that of the place where it is made again. */
  readonly id: number | undefined;

  constructor(memory: ChildMemory) {
    this.name = memory.name;
    this.daemon = memory.daemon;
    this.numbers = memory.numbers;
    this.target = memory.target;
    this.args = memory.args;
    this.id = memory.id;
  }
}
