import { inspect } from "node:util";
import { MisuseError } from "../errors.ts";

/** Where a server listens. */
export type BindAddress =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

/** What users may write for it: `8000`, `":8000"`, `"127.0.0.1:8000"`, `"[::1]:8000"`, `"unix:/run/app.sock"`. */
export type Bind = string | number | { readonly host?: string | undefined; readonly port: number };

/** Every interface of the machine, as `:8000` means. */
const everywhere = "0.0.0.0";
const highestPort = 65_535;

/**
 * Reads an address to listen at. A port alone (`8000`) is one of this machine only, 127.0.0.1; `":8000"` is all its
 * interfaces; `"localhost"` is 127.0.0.1; port 0 lets the system choose. Throws MisuseError for what is no address.
 *
 * @example
 *     parseBind("unix:/run/app.sock");
 */
export function parseBind(bind: Bind): BindAddress {
  if (typeof bind === "number") return tcp("127.0.0.1", bind, bind);
  if (typeof bind === "object" && bind !== null)
    return tcp(bind.host ?? "127.0.0.1", bind.port, bind);
  if (typeof bind !== "string") throw misuse(bind);
  const path = bind.startsWith("unix:") ? bind.slice("unix:".length) : bind;
  if (path !== bind || path.startsWith("/")) return { kind: "unix", path };
  const text = bind.replace(/^(?:tcp|https?):\/\//, "");
  const match = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^:[\]]*)):(?<port>\d+)$/.exec(text)?.groups;
  if (match !== undefined)
    return tcp(match["six"] ?? (match["host"] || everywhere), Number(match["port"]), bind);
  if (/^\d+$/.test(text)) return tcp("127.0.0.1", Number(text), bind);
  throw misuse(bind);
}

/** As `parseBind` reads it: "127.0.0.1:8000", "[::1]:8000", "unix:/run/app.sock". */
export function formatBind(address: BindAddress): string {
  if (address.kind === "unix") return `unix:${address.path}`;
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return `${host}:${address.port}`;
}

function tcp(host: string, port: number, written: unknown): BindAddress {
  if (!Number.isInteger(port) || port < 0 || port > highestPort) throw misuse(written);
  return { kind: "tcp", host: host === "localhost" ? "127.0.0.1" : host, port };
}

function misuse(bind: unknown): MisuseError {
  return new MisuseError(
    `${inspect(bind)} is no address to listen at; write a port, "host:port", ":port" or "unix:/path"`,
  );
}
