import type { Endpoint } from "../wire/endpoint.ts";
import type { Place } from "./backend.ts";

/** One worker of a supervisor: its place and the endpoint to it. */
export interface CrewMember {
  /** Its number within the crew; never used twice. */
  readonly id: number;
  readonly place: Place;
  readonly endpoint: Endpoint;
  /** Set when it has been told to stop, or is being killed: its end is no loss then. */
  dismissed: boolean;
  /** Whether it has said hello and run the initializer. */
  ready: boolean;
}
