import type { Actor, Machine } from "./machine.ts";
import { ModelMemory } from "./model-memory.ts";
import type { Operation } from "./operation.ts";
import { performedBy, type Performer } from "./performer.ts";

/** Somebody besides the processes, who prepares the object and sees how it ends: whose operations happen at once. */
export class Witness implements Performer {
  readonly #machine: Machine;
  readonly #actor: Actor;
  readonly #slots: number;
  #memory: ModelMemory;

  constructor(machine: Machine, slots: number) {
    this.#machine = machine;
    this.#actor = { slot: slots, generation: 1 };
    this.#slots = slots;
    this.#memory = this.#join();
    machine.bear(this.#actor);
    machine.execute({ kind: "allocate", index: 0, value: 0, expected: 0 }, this.#actor, 0);
  }

  /** Runs the product with a memory that it hasn't seen yet, and then lets go of all blocks but the first. */
  see<Result>(run: (memory: ModelMemory) => Result): Result {
    this.#memory = this.#join();
    const result = performedBy(this, () => run(this.#memory));
    this.#machine.forgetBlocks(this.#actor.slot);
    return result;
  }

  perform(operation: Operation): number {
    const [choice] = this.#machine.choices(operation, this.#actor);
    if (choice === undefined) throw new Error("the witness can't wait");
    return this.#machine.execute(operation, this.#actor, choice);
  }

  now(): number {
    return this.#memory.now();
  }

  later(task: () => void): void {
    this.#memory.later(task);
  }

  #join(): ModelMemory {
    return new ModelMemory(this.#machine, this.#actor, this.#slots);
  }
}
