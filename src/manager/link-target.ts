import { formatAddress, type SocketAddress } from "../connection/address.ts";
import type { ConnectOptions } from "../connection/client.ts";

/** In which form values come back: natural ones, or those that keep all that Python tells apart. */
export type ValueForm = "natural" | "lossless";

/** Of the options of connections, those that matter for a link and can travel with it. */
export type LinkConnectionOptions = Pick<
  ConnectOptions,
  "allowLegacyAuth" | "handshakeTimeout" | "maxMessageSize" | "tls"
>;

/** Which server a link goes to, and how. */
export interface LinkTarget {
  /** How connections to it are made. */
  readonly connection?: LinkConnectionOptions | undefined;
  readonly address: SocketAddress;
  /** Both sides prove that they have it; undefined: nobody asks for it. */
  readonly authkey: Uint8Array | undefined;
  readonly form: ValueForm;
  /** How long a call that doesn't wait may take, in milliseconds; undefined: any time. */
  readonly callTimeout?: number | undefined;
}

/** Equal for targets that can share a link. */
export function linkKey({ address, authkey, form }: LinkTarget): string {
  const key = authkey === undefined ? "" : Buffer.from(authkey).toString("hex");
  return `${form} ${key} ${formatAddress(address)}`;
}
