import { poolCalls } from "./pool-calls.ts";
import { poolDeaths } from "./pool-deaths.ts";
import { poolErrors } from "./pool-errors.ts";
import type { PoolKind } from "./pool-kind.ts";
import { poolLongMaps } from "./pool-long-maps.ts";
import { poolMaps } from "./pool-maps.ts";
import { poolStops } from "./pool-stops.ts";

/** What every pool does, whatever its workers are. */
export function poolContract(kind: PoolKind): void {
  poolCalls(kind);
  poolMaps(kind);
  poolLongMaps(kind);
  poolErrors(kind);
  poolStops(kind);
  if (kind.isolated) poolDeaths(kind);
}
