import { currentScope } from "../task/current-scope.ts";
import { Scope } from "../task/scope.ts";
import type { Service } from "../wire/service.ts";
import type { AnswerTo } from "../worker/answer.ts";
import type { ChildFace } from "../worker/child-kind.ts";
import { numberIn } from "./ident.ts";

/** What a light thread is told of itself. */
export interface LightStart {
  readonly ident: number;
  /** Undefined for the default one. */
  readonly name: string | undefined;
  readonly daemon: boolean;
}

/** A light thread in its carrier: the scope of all that it awaits. */
export class LightThread extends Scope implements AnswerTo {
  readonly ticket: number;
  readonly service: Service;
  /** The function's, for errors. */
  readonly name: string;
  readonly start: LightStart;
  /** The instance of `Thread` that it is, once anybody has asked. */
  instance: ChildFace | undefined = undefined;
  /** Its own of each `local()`, by id. */
  locals: Map<string, object> | undefined = undefined;

  /** Answers where `origin` would. */
  constructor(origin: AnswerTo, start: LightStart) {
    super();
    this.ticket = origin.ticket;
    this.service = origin.service;
    this.name = origin.name;
    this.start = start;
  }

  get threadName(): string {
    return this.instance?.name ?? this.start.name ?? `Thread-${numberIn(this.start.ident)}`;
  }

  override report(value: unknown): void {
    this.service.report(this.ticket, value);
    this.service.flush();
  }
}

/** The light thread that runs here, or that the task which runs here belongs to. */
export function currentLightThread(): LightThread | undefined {
  for (let scope = currentScope(); scope !== undefined; scope = scope.parent) {
    if (scope instanceof LightThread) return scope;
  }
  return undefined;
}
