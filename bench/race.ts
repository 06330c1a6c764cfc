import { Entrant } from "./entrant.ts";
import { sampleBusyCores, waitForQuiet } from "./measuring/quiet.ts";
import type { Measurement, Question, Settings } from "./questions/question.ts";

/** All turns of all contestants at a question. */
export interface Race {
  readonly question: Question;
  readonly lanes: readonly Lane[];
}

/** One contestant's turns. */
export interface Lane {
  readonly contestant: string;
  readonly turns: readonly Turn[];
  /** Why it takes no part, or no longer. */
  readonly problem?: string | undefined;
}

/** One turn and how much other programs worked around it, in cores. */
export interface Turn {
  readonly measurement: Measurement;
  readonly others: number;
}

/** A turn counts as quiet when the others use less than this of one core. */
const quietBelow = 0.2;
/** A contestant's process is replaced after so many turns: two processes of the same program may differ in speed. */
const turnsOfProcess = 3;
/** Milliseconds of a turn above which two turns must do. */
const longTurn = 5000;

/** Lets the contestants take their turns, round by round. */
export async function race(question: Question, settings: Settings): Promise<Race> {
  const lanes = question.contestants.map(
    (contestant) => new Runner(question, contestant, settings),
  );
  const wanted = settings.quick ? Math.min(3, question.turns ?? 3) : (question.turns ?? 9);
  // When it is noisy, more turns are taken than wanted, in the hope of quiet ones.
  const most = settings.quick ? wanted : wanted * 2;
  try {
    for (let round = 0; round < most; round++) for (const lane of lanes) await lane.take(wanted);
  } finally {
    for (const lane of lanes) await lane.close();
  }
  return { question, lanes: lanes.map(({ lane }) => lane) };
}

/** The turns to judge by: the quiet ones if there are three, else the quietest three. */
export function quietTurns({ turns }: Lane): Measurement[] {
  const sorted = [...turns].sort((one, other) => one.others - other.others);
  const quiet = sorted.filter(({ others }) => others < quietBelow);
  return (quiet.length >= 3 ? quiet : sorted.slice(0, 3)).map(({ measurement }) => measurement);
}

class Runner {
  readonly #question: Question;
  readonly #contestant: string;
  readonly #settings: Settings;
  readonly #turns: Turn[] = [];
  #entrant: Entrant | undefined;
  #problem: string | undefined;
  #isSlow = false;

  constructor(question: Question, contestant: string, settings: Settings) {
    this.#question = question;
    this.#contestant = contestant;
    this.#settings = settings;
  }

  get lane(): Lane {
    return { contestant: this.#contestant, turns: this.#turns, problem: this.#problem };
  }

  async #start(): Promise<void> {
    await this.#attempt(async () => {
      this.#entrant = await Entrant.start(this.#question, this.#contestant, this.#settings);
    });
  }

  /** Takes a turn unless enough of them were quiet. */
  async take(wanted: number): Promise<void> {
    const quiet = this.#turns.filter(({ others }) => others < quietBelow).length;
    if (quiet >= (this.#isSlow ? 2 : wanted) || this.#problem !== undefined) return;
    if (this.#isSlow && this.#turns.length >= 3) return;
    if (this.#entrant === undefined) await this.#start();
    await this.#attempt(() => this.#measure());
    const isWornOut = !this.#isSlow && this.#turns.length % turnsOfProcess === 0;
    if (isWornOut || this.#question.fresh === true) await this.close();
  }

  async close(): Promise<void> {
    await this.#entrant?.close();
    this.#entrant = undefined;
  }

  async #measure(): Promise<void> {
    if (this.#entrant === undefined) return;
    const before = await waitForQuiet(quietBelow, this.#settings.quick ? 300 : 3000);
    const start = performance.now();
    const measurement = await this.#entrant.turn();
    this.#isSlow ||= performance.now() - start > longTurn;
    const after = await sampleBusyCores();
    this.#turns.push({ measurement, others: Math.max(before, after) });
  }

  async #attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
      await this.close();
    }
  }
}
