/** Where a server is, as CPython writes it into tokens: `(host, port)` or the path of a Unix socket. */
export type TokenAddress = readonly [host: string, port: number] | string;

/** The name of the class in pickles. */
export const TOKEN_CLASS = "multiprocessing.managers Token";

/**
 * Names a managed object: on which server it is, and which of the server's it is. It gives no access by itself. The
 * address is what the server believes to be its own; a receiver never connects to it.
 */
export class Token {
  readonly typeid: string;
  readonly address: TokenAddress;
  /** The same object has the same one for as long as it lives. */
  readonly ident: string;

  constructor(typeid: string, address: TokenAddress, ident: string) {
    this.typeid = typeid;
    this.address = address;
    this.ident = ident;
  }
}
