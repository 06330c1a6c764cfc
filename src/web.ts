/** The names of `skein/web`. */
export type { AppInput } from "./web/app-source.ts";
export type { BindAddress, Bind } from "./web/bind-address.ts";
export type { UpgradeListener } from "./web/upgrade-listener.ts";
export type { MemberState } from "./web/member.ts";
export type { Phase } from "./web/arbiter-options.ts";
export { type Report, reportLine } from "./web/report.ts";
export { serve } from "./web/serve.ts";
export type {
  AccessLogOption,
  AccessLogSettings,
  CrewOptions,
  HttpLimits,
  ServeOptions,
  TlsSettings,
} from "./web/serve-options.ts";
export { Server } from "./web/server.ts";
export {
  type ConnectionEvents,
  type ConnectionHandler,
  type EventConnection,
  SocketConnection,
} from "./web/socket-connection.ts";
export { type ServerModel, SocketServer, type SocketServerOptions } from "./web/socket-server.ts";
export type {
  LatencyStatistics,
  ServerStatistics,
  TrafficStatistics,
  WorkerStatistics,
} from "./web/statistics.ts";
export type { WorkerFacts } from "./web/worker-facts.ts";
export {
  type FetchContext,
  type FetchHandler,
  type MarkedApplication,
  type NodeBindings,
  type NodeHandler,
  type RequestListener,
  fetchApplication,
  nodeApplication,
  wsgi,
} from "./web/application/application.ts";
export type { AccessFormat } from "./web/application/access-line.ts";
export { AccessLog, type AccessLogOptions } from "./web/application/access-log.ts";
export { listenerOf } from "./web/application/listener-of.ts";
export type { ListenerOptions } from "./web/application/listener-options.ts";
export type * from "./web/application/wsgi-types.ts";
export { demoApplication } from "./web/application/demo-application.ts";
export { makeServer, SimpleServer } from "./web/application/simple-server.ts";
export { isHopByHop, WsgiHeaders } from "./web/application/wsgi-headers.ts";
export { validator } from "./web/application/wsgi-validator.ts";
