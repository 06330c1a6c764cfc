import { randomUUID } from "node:crypto";
import { callerNumber } from "../sync/caller.ts";
import { Session } from "./session.ts";

/**
 * The sessions of one link: for each object that is owned, whoever runs (the call, the task, or else the thread) has one,
 * as a thread has in Python. It gets a further one only while its own waits for a notification: in Python that would be
 * another thread, and what it takes meanwhile must not be mistaken for what the waiting one holds.
 *
 * One object, one session: a call that blocks on a line holds up all others of its session, so nothing may have to be
 * released by a session that waits for something else.
 */
export class Sessions {
  readonly #prefix = randomUUID();
  readonly #sessions = new Map<string, Session[]>();
  #made = 0;

  /** The session that takes the object for whoever runs: that which has it or asks for it already, or a new one. */
  forTaking(ident: string): Session {
    return (
      this.#mine(ident).find((session) => session.isInUse && !session.isAway) ?? this.#create(ident)
    );
  }

  /** As `forTaking`, but never one that waits for the object itself. */
  forTrying(ident: string): Session {
    return this.holding(ident) ?? this.#create(ident);
  }

  /** The session by which whoever runs holds the object; undefined when it doesn't. */
  holding(ident: string): Session | undefined {
    return this.#mine(ident).find((session) => session.isHolding);
  }

  /** Forgets a session that owns nothing any more; gives whether it was one. */
  drop(session: Session): boolean {
    if (session.isInUse) return false;
    for (const [key, sessions] of this.#sessions) {
      const at = sessions.indexOf(session);
      if (at < 0) continue;
      sessions.splice(at, 1);
      if (sessions.length === 0) this.#sessions.delete(key);
      return true;
    }
    return false;
  }

  /** Forgets all: their connections are gone, and what they held with them. */
  clear(): void {
    this.#sessions.clear();
  }

  #create(ident: string): Session {
    this.#made += 1;
    const session = new Session(`${this.#prefix}:${this.#made}`, ident);
    const key = keyOf(ident);
    const sessions = this.#sessions.get(key);
    if (sessions === undefined) this.#sessions.set(key, [session]);
    else sessions.push(session);
    return session;
  }

  #mine(ident: string): readonly Session[] {
    return this.#sessions.get(keyOf(ident)) ?? [];
  }
}

function keyOf(ident: string): string {
  return `${callerNumber()} ${ident}`;
}
