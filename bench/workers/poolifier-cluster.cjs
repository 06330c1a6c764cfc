// Node 20 loses what an ES module is sent before it listens, and poolifier sends at once: there it waits for ever.
// Required, the worker listens in time. This file isn't compiled; where the worker is comes with the environment.
// oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-member-access -- a .cjs file has no types.
"use strict";
require(process.env.BENCH_CLUSTER_WORKER);
