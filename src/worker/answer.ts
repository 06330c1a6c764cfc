import { types } from "node:util";
import { NotSendableError } from "../errors.ts";
import type { Service } from "../wire/service.ts";
import { plainError } from "./plain-error.ts";

/** Where an answer goes and whose it is. */
export interface AnswerTo {
  readonly service: Service;
  readonly ticket: number;
  /** The function's name, for the error that says what couldn't be sent. */
  readonly name: string;
}

/**
 * Answers a call with its value. What the codec refuses becomes the call's failure; a generator is run to its end first
 * and travels as the array of what it yields, for which this gives a promise when it is asynchronous.
 */
export function answerValue(to: AnswerTo, value: unknown): Promise<void> | undefined {
  try {
    to.service.done(to.ticket, value);
    return undefined;
  } catch (error) {
    if (!types.isGeneratorObject(value)) {
      answerFailure(to, explain(to, error));
      return undefined;
    }
  }
  return answerGenerator(to, value);
}

/** Answers a call with what it threw. An error that can't be sent as it is travels without the parts that can't. */
export function answerFailure(to: AnswerTo, error: unknown): void {
  try {
    to.service.failed(to.ticket, error);
  } catch {
    // The refusal itself isn't news: what the function threw is, so far as it can be sent.
    to.service.failed(to.ticket, plainError(error));
  }
}

function explain(to: AnswerTo, error: unknown): unknown {
  if (!(error instanceof NotSendableError)) return error;
  const path = [`result of '${to.name || "(anonymous)"}'`, ...error.path];
  return new NotSendableError(path, error.reason, { cause: error.cause });
}

function answerGenerator(to: AnswerTo, generator: object): Promise<void> | undefined {
  // `isGeneratorObject` is true for both kinds, and each has exactly one of the two methods.
  const iterable = generator as Iterable<unknown> | AsyncIterable<unknown>;
  if (Symbol.asyncIterator in iterable) {
    return collect(iterable).then(
      (values) => void answerValue(to, values),
      (error: unknown) => answerFailure(to, error),
    );
  }
  try {
    return answerValue(to, [...iterable]);
  } catch (error) {
    answerFailure(to, error);
    return undefined;
  }
}

async function collect(iterable: AsyncIterable<unknown>): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of iterable) values.push(value);
  return values;
}
