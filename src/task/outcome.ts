/** How something ended: with a value or with what it threw. */
export type Outcome<Value> = Success<Value> | Failure;

export interface Success<Value> {
  readonly ok: true;
  readonly value: Value;
}

export interface Failure {
  readonly ok: false;
  readonly error: unknown;
}

/** Makes a {@link Success}. */
export function success<Value>(value: Value): Success<Value> {
  return { ok: true, value };
}

/** Makes a {@link Failure}. */
export function failure(error: unknown): Failure {
  return { ok: false, error };
}
