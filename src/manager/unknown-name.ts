import { RemoteError } from "../errors.ts";

/**
 * What the caller is told who asked for an object by a name that the server doesn't have: by itself, a server says no more
 * than "KeyError: 'name'". Any other error stays what it is.
 */
export function explained(error: unknown, name: string, server: string): unknown {
  if (!(error instanceof RemoteError)) return error;
  const { remoteText } = error;
  if (remoteText.trimEnd().split("\n").at(-1) !== `KeyError: '${name}'`) return error;
  const text = `the manager at ${server} has nothing that is named "${name}": whoever serves it must define (in Python: register) that name`;
  return new RemoteError(text, remoteText, { cause: error });
}
