import { buffers } from "./buffers.ts";
import { children } from "./children.ts";
import { firstCapture } from "./first-capture.ts";
import { heap } from "./heap.ts";
import { idleWaits } from "./idle-waits.ts";
import { imap } from "./imap.ts";
import { locks } from "./locks.ts";
import { managerServers } from "./manager-servers.ts";
import { managers } from "./managers.ts";
import { maps } from "./map.ts";
import { memory } from "./memory.ts";
import { pingPong } from "./ping-pong.ts";
import type { Question } from "./question.ts";
import { queues } from "./queues.ts";
import { roundTrip } from "./round-trip.ts";
import { skewedMaps } from "./skew.ts";
import { start } from "./start.ts";
import { submit } from "./submit.ts";
import { taskGroups } from "./task-group.ts";
import { threadHogs } from "./threads-hogged.ts";
import { threadIncrements } from "./threads-locked.ts";
import { threads } from "./threads.ts";
import { throughput } from "./throughput.ts";
import { timers } from "./timers.ts";
import { web } from "./web.ts";

/** All questions, in the order in which they're asked. */
export const questions: readonly Question[] = [
  ...throughput,
  ...roundTrip,
  ...maps,
  ...skewedMaps,
  imap,
  ...buffers,
  ...start,
  children,
  firstCapture,
  submit,
  ...memory,
  timers,
  ...heap,
  ...locks,
  ...pingPong,
  ...queues,
  idleWaits,
  ...threads,
  threadIncrements,
  threadHogs,
  ...taskGroups,
  ...managers,
  ...managerServers,
  ...web,
];
