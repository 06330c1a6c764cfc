/** What an instance is made of again in the child that it describes, in place of options. */
export class ChildMemory {
  readonly name: string;
  readonly daemon: boolean;
  readonly numbers: readonly number[];
  readonly target: ((...args: never[]) => unknown) | undefined;
  readonly args: readonly unknown[];

  constructor(memory: ChildMemory) {
    this.name = memory.name;
    this.daemon = memory.daemon;
    this.numbers = memory.numbers;
    this.target = memory.target;
    this.args = memory.args;
  }
}
