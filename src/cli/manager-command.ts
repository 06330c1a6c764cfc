import { Command, Option } from "commander";
import { MisuseError, SkeinError } from "../errors.ts";
import { namedFile } from "./named-file.ts";
import { collectServed, servedKinds, type ServedName } from "./served-names.ts";
import type { ObjectServer } from "./serve-objects.ts";

/** What the command needs of the world. */
export interface ManagerSurroundings {
  readonly say: (text: string) => void;
  readonly read: (path: string) => string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Resolves when the program shall end: Ctrl-C or SIGTERM. */
  readonly interrupted: () => Promise<void>;
}

/** Options as commander hands them over. */
interface ManagerFlags {
  readonly listen: string;
  readonly serve?: readonly ServedName[];
  readonly authkey?: string;
  readonly authkeyFile?: string;
  readonly allowShutdown?: boolean;
  readonly opaque?: boolean;
  readonly legacyAuth: boolean;
  readonly quiet?: boolean;
}

/** The command `manager`. */
export function managerCommand(surroundings: ManagerSurroundings): Command {
  const command = new Command("manager")
    .summary("serve queues and other objects to workers in TypeScript and Python")
    .description(
      "Serves queues and other objects that programs on this and other machines share: with Skein, or with Python's multiprocessing.managers and nothing else.",
    )
    .addHelpText("after", details);
  for (const option of options()) command.addOption(option);
  return command.action(async () => {
    const flags = command.opts<ManagerFlags>();
    if (flags.authkey !== undefined) command.error(openKey);
    const authkey = keyOf(command, flags, surroundings) ?? command.error(noKey);
    const served = flags.serve ?? usual;
    // The other commands do without.
    const { serveObjects } = await import("./serve-objects.ts");
    const server = await serveObjects(served, {
      address: flags.listen,
      authkey,
      allowShutdown: flags.allowShutdown,
      opaque: flags.opaque,
      allowLegacyAuth: flags.legacyAuth,
    }).catch((error: unknown) => {
      if (isPlain(error)) return command.error(`error: ${error.message}`);
      throw error;
    });
    if (flags.quiet !== true) surroundings.say(welcome(served, server));
    await Promise.race([server.serveForever(), surroundings.interrupted()]);
    server.shutdown();
  });
}

/** The message says all, the stack nothing. */
function isPlain(error: unknown): error is Error {
  if (error instanceof MisuseError || error instanceof SkeinError) return true;
  return error instanceof Error && "syscall" in error;
}

/** As seen in many programs that distribute tasks. */
const usual: readonly ServedName[] = [
  { kind: "queue", name: "get_task_queue", size: undefined },
  { kind: "queue", name: "get_result_queue", size: undefined },
];

function keyOf(
  command: Command,
  { authkeyFile: path }: ManagerFlags,
  { read, environment }: ManagerSurroundings,
): string | undefined {
  const key =
    path === undefined
      ? environment["SKEIN_AUTHKEY"]
      : namedFile(command, read, { option: "--authkey-file", path }).trim();
  return key === "" ? undefined : key;
}

const noKey =
  "error: there is no key that clients have to prove: set SKEIN_AUTHKEY, or name a file with --authkey-file";

const openKey =
  "error: anyone on this machine can read the options of a program: set SKEIN_AUTHKEY to the key, or name a file with --authkey-file";

function welcome(served: readonly ServedName[], { address }: ObjectServer): string {
  const names = served.map(({ kind, name }) => `  ${name}()  a ${kind}\n`).join("");
  return `Serving at ${address}; Ctrl-C ends it.\n${names}`;
}

function options(): Option[] {
  return [
    new Option("-l, --listen <address>", "host:port, tcp://host:port or unix:/path").default(
      "127.0.0.1:5000",
    ),
    new Option(
      "-s, --serve <kind:name[:size]>",
      `what to serve, again and again; kinds: ${servedKinds.join(", ")} (default: queue:get_task_queue and queue:get_result_queue)`,
    ).argParser(collectServed),
    new Option("--authkey-file <file>", "the key, in a file; otherwise in SKEIN_AUTHKEY"),
    // Only there to say why it isn't.
    new Option("--authkey <key>").hideHelp(),
    new Option("--allow-shutdown", "let clients end it"),
    new Option(
      "--opaque",
      "let objects of Python's own classes pass: for clients that trust each other",
    ),
    new Option(
      "--no-legacy-auth",
      "refuse clients that can only prove the key by MD5: Python before 3.12",
    ),
    new Option("-q, --quiet", "say nothing"),
  ];
}

const details = `
Every name stands for one object, which all clients share. What a queue has accepted is given to one client, and goes back
to the queue when that client has died before it got it. Nothing is encrypted: outside of this machine, use a tunnel.

Examples:
  $ SKEIN_AUTHKEY=abc skein manager
  $ skein manager --listen unix:/run/tasks.sock --authkey-file key --serve queue:tasks:1000 --serve dict:results

A worker in Python:
  class Tasks(multiprocessing.managers.BaseManager): pass
  Tasks.register("get_task_queue")
  manager = Tasks(address=("127.0.0.1", 5000), authkey=b"abc"); manager.connect()
  task = manager.get_task_queue().get()`;
