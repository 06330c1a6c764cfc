import { InlinePool } from "../../src/index.ts";
import { poolContract } from "../contracts/pool.ts";

poolContract({
  name: "InlinePool",
  create: (options) => new InlinePool(options),
  isolated: false,
});
