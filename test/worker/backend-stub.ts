import { spawn } from "node:child_process";
import type { Ledger } from "../../src/wire/ledger.ts";
import type { Transport } from "../../src/wire/transport.ts";

/** What the stub worker can be told to do: one byte. */
export const Order = {
  echo: 0,
  exit: 1,
  spin: 2,
  claim: 3,
  flood: 4,
  environment: 5,
  throwError: 6,
  exhaustMemory: 7,
  leaveGrandchild: 8,
  arguments: 9,
} as const;

/** How many frames `flood` sends just before it exits, and how large each is. */
export const flood = { frames: 30, bytes: 100_000 } as const;

/** A worker without the loop: does what the first byte of each frame says. */
export function obey(transport: Transport, ledger: Ledger): void {
  const reply = (bytes: Uint8Array): void =>
    transport.send({ bytes, attachments: [], transfer: [] });
  transport.receive(({ bytes, attachments }) => {
    const [order, argument] = bytes;
    switch (order) {
      case Order.exit:
        reply(Uint8Array.of(99));
        process.exit(argument);
        break;
      case Order.spin:
        reply(Uint8Array.of(1));
        for (;;);
      case Order.claim:
        reply(Uint8Array.of(ledger.claim()));
        break;
      case Order.flood:
        for (let index = 0; index < flood.frames; index += 1)
          reply(new Uint8Array(flood.bytes).fill(index));
        process.exit(0);
        break;
      case Order.environment:
        reply(Buffer.from(JSON.stringify(process.env)));
        break;
      case Order.arguments:
        reply(Buffer.from(JSON.stringify(process.execArgv)));
        break;
      case Order.throwError:
        throw new RangeError("thrown in the worker");
      case Order.exhaustMemory:
        fillMemory();
        break;
      case Order.leaveGrandchild:
        spawn("sleep", ["30"], { detached: true, stdio: "ignore" }).unref();
        reply(Uint8Array.of(1));
        break;
      case Order.echo:
      case undefined:
      default:
        transport.send({ bytes, attachments, transfer: [] });
    }
  });
}

function fillMemory(): void {
  const kept: unknown[] = [];
  for (;;) kept.push(Array.from({ length: 1_000 }, (_, index) => ({ index })));
}
