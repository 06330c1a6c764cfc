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
export { ByteArray } from "./pickle/byte-array.ts";
export { Complex } from "./pickle/complex.ts";
export { PlainDate, PlainDateTime, PlainTime } from "./pickle/date-time.ts";
export { Decimal } from "./pickle/decimal.ts";
export type {
  DecodePickleOptions,
  GlobalCall,
  GlobalConstructor,
  ValueForm,
} from "./pickle/decode-options.ts";
export type { EncodePickleOptions, Reduction } from "./pickle/encode-options.ts";
export { Deque } from "./pickle/deque.ts";
export { Dict } from "./pickle/dict.ts";
export { Counter, DefaultDict, OrderedDict } from "./pickle/dict-kinds.ts";
export { Float } from "./pickle/float.ts";
export { Fraction } from "./pickle/fraction.ts";
export { GlobalName } from "./pickle/global-name.ts";
export { NumberArray } from "./pickle/number-array.ts";
export { Opaque } from "./pickle/opaque.ts";
export { PythonException } from "./pickle/python-exception.ts";
export { FrozenSet, PythonSet } from "./pickle/python-set.ts";
export { PythonValue } from "./pickle/python-value.ts";
export { Range } from "./pickle/range.ts";
export { Slice } from "./pickle/slice.ts";
export { TimeDelta, TimeZone } from "./pickle/time-delta.ts";
export { Tuple } from "./pickle/tuple.ts";
export { Uuid } from "./pickle/uuid.ts";
