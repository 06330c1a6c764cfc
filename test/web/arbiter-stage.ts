import assert from "node:assert/strict";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { Arbiter } from "../../src/web/arbiter.ts";
import type { ArbiterOptions } from "../../src/web/arbiter-options.ts";
import { Counters, slot } from "../../src/web/counters.ts";
import type { HandListener } from "../../src/web/member.ts";

/** A worker that does nothing but what the test says. */
export interface Puppet {
  readonly id: number;
  readonly generation: number;
  readonly listener: HandListener;
  readonly words: string[];
  readonly counters: Counters;
  killed: boolean;
}

/** An arbiter whose workers are puppets, and whose clock stands still. */
export interface Stage {
  readonly arbiter: Arbiter;
  readonly clock: VirtualClock;
  /** All that have been hired, in their order. */
  readonly puppets: Puppet[];
  readonly reports: string[];
  /** These say that they are ready. */
  readonly ready: (...ids: number[]) => Promise<void>;
  readonly end: (id: number, exitCode?: number) => Promise<void>;
  readonly puppet: (id: number) => Puppet;
  /** Lets the arbiter do what it has to. */
  readonly settle: () => Promise<void>;
  /** "1 serving" and so on. */
  readonly states: () => string[];
}

export function stage(options: Partial<ArbiterOptions> = {}): Stage {
  const clock = new VirtualClock();
  const puppets: Puppet[] = [];
  const reports: string[] = [];
  const arbiter = new Arbiter({
    clock,
    size: 2,
    startsAtOnce: 2,
    timeout: 3_000,
    startTimeout: 10_000,
    graceTimeout: 5_000,
    memoryLimit: undefined,
    report: ({ level, message }) => reports.push(`${level}: ${message}`),
    loaded() {},
    buried() {},
    draining() {},
    hire({ id, generation }, listener) {
      const counters = Counters.create(1);
      const words: string[] = [];
      const puppet = { id, generation, listener, counters, words, killed: false };
      puppets.push(puppet);
      return {
        pid: id,
        counters,
        tell: (word) => void puppet.words.push(word),
        release() {},
        kill() {
          if (puppet.killed) return;
          puppet.killed = true;
          listener.ended({ exitCode: -9 });
        },
      };
    },
    ...options,
  });
  const settle = (): Promise<void> => clock.advance(0);
  const ready = (...ids: number[]): Promise<void> => {
    for (const puppet of puppets) if (ids.includes(puppet.id)) puppet.listener.said("ready");
    return settle();
  };
  const puppet = (id: number): Puppet => {
    const found = puppets.find((each) => each.id === id);
    assert.ok(found !== undefined, `there is no worker ${id}`);
    return found;
  };
  const end = (id: number, exitCode = 1): Promise<void> => {
    puppet(id).listener.ended({ exitCode });
    return settle();
  };
  const states = (): string[] => arbiter.members.map(({ id, state }) => `${id} ${state}`);
  return { arbiter, clock, puppets, reports, ready, end, puppet, settle, states };
}

/** The same, when its two workers serve. */
export async function serving(options: Partial<ArbiterOptions> = {}): Promise<Stage> {
  const all = stage(options);
  const started = all.arbiter.start();
  await all.settle();
  await all.ready(1, 2);
  await started;
  return all;
}

/** One beat of its heart. */
export function beat(counters: Counters): void {
  const { row } = counters.row(0);
  row[slot.beats] = (row[slot.beats] ?? 0) + 1;
}
