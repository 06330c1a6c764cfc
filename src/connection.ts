/** The names of `skein/connection`: Python's multiprocessing.connection, for programs in either language. */
export { formatAddress, parseAddress } from "./connection/address.ts";
export type { AddressLike, SocketAddress, TcpAddress, UnixAddress } from "./connection/address.ts";
export { Connection } from "./connection/connection.ts";
export type { RecvBytesOptions } from "./connection/connection.ts";
export { connect, connect as Client } from "./connection/client.ts";
export type { ConnectOptions } from "./connection/client.ts";
export { Listener } from "./connection/listener.ts";
export type { ListenerStatistics } from "./connection/listener.ts";
export type { ListenerOptions } from "./connection/listener-options.ts";
export type { ConnectionOptions } from "./connection/options.ts";
