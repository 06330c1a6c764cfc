import { managerContract } from "../contracts/manager.ts";
import { noPython, startPythonServer } from "./python-server.ts";

for (const transport of ["unix", "tcp"] as const) {
  managerContract(
    `a manager of Python's over ${transport}`,
    async () => {
      const server = await startPythonServer(transport);
      return { options: server, stop: () => server.kill() };
    },
    noPython,
  );
}
