import { Pool } from "../../src/index.ts";
import { InlineBackend } from "../../src/worker/inline-backend.ts";
import { poolContract } from "../contracts/pool.ts";

poolContract({
  name: "Pool over the inline backend",
  create: (options) => new Pool(options, new InlineBackend()),
  isolated: false,
});
