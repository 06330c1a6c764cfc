import type { Served } from "../served/served.ts";
import { Section } from "./section.ts";

/** What is served: none of it has a value that could be sent, for what has was copied. */
const managedAs = new WeakMap<object, ManagedObject>();

/** An object of a server: what is served, under which name and methods, and how many proxies outside name it. */
export class ManagedObject {
  readonly ident: string;
  readonly typeid: string;
  readonly served: Served;
  /** What others of this program have instead of a proxy. */
  readonly host: unknown;
  /** What clients are told that they may call. */
  readonly exposed: readonly string[];
  /** The same to look it up; undefined where all methods that the object has may be called. */
  readonly allowed: ReadonlySet<string> | undefined;
  readonly methodToTypeid: Readonly<Record<string, string>> | undefined;
  readonly section: Section = new Section();
  /** How many proxies outside there are; at 0 it isn't managed any more. */
  references = 0;

  constructor(ident: string, typeid: string, parts: ManagedParts) {
    this.ident = ident;
    this.typeid = typeid;
    this.served = parts.served;
    this.host = parts.host;
    if (isObject(parts.host)) managedAs.set(parts.host, this);
    this.methodToTypeid = parts.methodToTypeid ?? parts.served.methodToTypeid;
    this.allowed = parts.exposed === undefined ? undefined : new Set(parts.exposed);
    this.exposed = parts.exposed ?? parts.served.exposed;
  }

  /** Whether a client may call the method. */
  allows(method: string): boolean {
    if (!this.served.has(method)) return false;
    return this.allowed === undefined || this.allowed.has(method) || method.startsWith("#");
  }

  /** Under which name the result of a method is served; undefined when it is sent. */
  typeidOf(method: string): string | undefined {
    const typeids = this.methodToTypeid;
    return typeids !== undefined && Object.hasOwn(typeids, method) ? typeids[method] : undefined;
  }
}

/** What an object is served with. */
export interface ManagedParts {
  readonly served: Served;
  /** What a factory has made, or where that was copied what it was copied to. */
  readonly host: unknown;
  /** Default: all methods that the object shows. */
  readonly exposed?: readonly string[] | undefined;
  /** Default: the object's own. */
  readonly methodToTypeid?: Readonly<Record<string, string>> | undefined;
}

/** The managed object that something is; undefined for all that isn't served. */
export function managedObjectOf(value: object): ManagedObject | undefined {
  return managedAs.get(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
