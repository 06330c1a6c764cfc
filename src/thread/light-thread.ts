import { currentScope } from "../task/current-scope.ts";
import { Scope } from "../task/scope.ts";
import type { Service } from "../wire/service.ts";
import type { AnswerTo } from "../worker/answer.ts";
import type { ChildFace } from "../worker/child-kind.ts";
import { identOf } from "./ident.ts";
import type { Verdict } from "./link-words.ts";

/** What is said of a light thread besides its number. */
export interface Manner {
  /** Undefined for the default one. */
  readonly name: string | undefined;
  readonly daemon: boolean;
}

/** What light threads of one function, from one starter, have in common. */
export interface LightSource {
  readonly service: Service;
  /** The function's name, for errors. */
  readonly name: string;
  /** The `threadId` of whoever starts them. */
  readonly starter: number;
  /** Hears of their ends. */
  readonly link: { end(thread: LightThread): void };
}

/** What a thread has of one `local()`, and the others: a list, since most have one or two, and a Map takes 200 bytes. */
export interface LocalState {
  readonly id: string;
  readonly state: object;
  readonly next: LocalState | undefined;
}

/** Nearly all threads share this one: there may be a million of them. */
const plain: Manner = { name: undefined, daemon: false };

/** A light thread in its carrier: the scope of all that it awaits. */
export class LightThread extends Scope implements AnswerTo {
  readonly ticket: number;
  readonly source: LightSource;
  readonly number: number;
  readonly manner: Manner;
  /** The instance of `Thread` that it is, once anybody has asked. */
  instance: ChildFace | undefined = undefined;
  /** Its own of each `local()` that it has used. */
  locals: LocalState | undefined = undefined;

  // oxlint-disable-next-line max-params -- one is made for every thread: an options object would be made as often
  constructor(ticket: number, source: LightSource, number: number, manner: Manner) {
    super();
    this.ticket = ticket;
    this.source = source;
    this.number = number;
    this.manner = manner.name === undefined && !manner.daemon ? plain : manner;
  }

  get service(): Service {
    return this.source.service;
  }

  get name(): string {
    return this.source.name;
  }

  get ident(): number {
    return identOf(this.number, this.source.starter);
  }

  get threadName(): string {
    return this.instance?.name ?? this.manner.name ?? `Thread-${this.number}`;
  }

  /** Says something of its function to its starter. */
  tell(verdict: Verdict): void {
    this.service.report(this.ticket, verdict);
  }
}

/** The light thread that runs here, or that the task which runs here belongs to. */
export function currentLightThread(): LightThread | undefined {
  for (let scope = currentScope(); scope !== undefined; scope = scope.parent) {
    if (scope instanceof LightThread) return scope;
  }
  return undefined;
}
