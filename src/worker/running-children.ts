import type { ChildFace } from "./child-kind.ts";
import type { SingleRun } from "./single-run.ts";

/** The children of one kind that this thread has started and that have not ended. */
export class RunningChildren {
  readonly #runs = new Map<ChildFace, SingleRun>();
  #endsDaemons = false;

  /** In the order of their start. */
  list(): ChildFace[] {
    return [...this.#runs.keys()];
  }

  /** From now on the child is listed until it ends, and asked to end with this program if it is a daemon. */
  add(child: ChildFace, run: SingleRun): void {
    this.#runs.set(child, run);
    run.place.exited(() => this.#runs.delete(child));
    if (!child.daemon || this.#endsDaemons) return;
    this.#endsDaemons = true;
    process.on("exit", () => this.#endDaemons());
  }

  #endDaemons(): void {
    for (const [child, run] of this.#runs) if (child.daemon) run.place.terminate();
  }
}
