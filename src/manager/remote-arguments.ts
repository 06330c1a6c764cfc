import type { RemoteObject } from "./proxies/remote-object.ts";

/** A value, or where it is an object a proxy: one of the same manager arrives as what it stands for. */
type OrProxy<Value> = Value extends object ? Value | RemoteObject : Value;

/** What a method of a served object is called with from afar. Which proxy fits isn't checked. */
export type RemoteArguments<Arguments extends readonly unknown[]> = {
  [Index in keyof Arguments]: OrProxy<Arguments[Index]>;
};
