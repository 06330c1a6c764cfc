import { connectionContract } from "../contracts/connection.ts";
import { ways } from "./pairs.ts";

for (const way of ways) connectionContract(way);
