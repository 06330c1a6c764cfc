/**
 * State that a thread has once even when this package is loaded twice in it: tools that rewrite modules (tsx for
 * CommonJS) load it as CommonJS for the user's code, while a worker's entry has loaded it as ES modules.
 */
export function perThread<State extends object>(name: string, create: () => State): State {
  const key = Symbol.for(`skein.state.${name}`);
  // Only this function writes under these keys, and every caller of one name asks for the same type.
  const holder = globalThis as unknown as Record<symbol, State | undefined>;
  let state = holder[key];
  if (state === undefined) {
    state = create();
    Object.defineProperty(globalThis, key, { value: state });
  }
  return state;
}
