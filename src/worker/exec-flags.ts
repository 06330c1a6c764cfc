/** Flags that say what the parent itself runs, or that two processes can't have at once. */
const parentOnly: ReadonlySet<string> = new Set([
  "-e",
  "--eval",
  "-p",
  "--print",
  "-pe",
  "-c",
  "--check",
  "-i",
  "--interactive",
  "-v",
  "--version",
  "-h",
  "--help",
  "--input-type",
  "--inspect",
  "--inspect-brk",
  "--inspect-wait",
  "--inspect-port",
  "--debug-port",
  "--inspect-publish-uid",
  "--test",
  "--test-only",
  "--test-reporter",
  "--test-reporter-destination",
  "--test-name-pattern",
  "--test-concurrency",
  "--test-isolation",
  "--test-coverage-include",
  "--test-coverage-exclude",
  "--experimental-test-coverage",
  "--watch",
  "--watch-path",
  "--watch-preserve-output",
  "--run",
  "--build-snapshot",
  "--snapshot-blob",
  "--title",
  "--env-file",
  "--env-file-if-exists",
]);

/** Of these the value may stand in the next argument. */
const valued: ReadonlySet<string> = new Set([
  "-e",
  "--eval",
  "-p",
  "--print",
  "-pe",
  "--input-type",
  "--inspect-port",
  "--debug-port",
  "--test-reporter",
  "--test-reporter-destination",
  "--test-name-pattern",
  "--test-concurrency",
  "--watch-path",
  "--snapshot-blob",
  "--title",
  "--env-file",
  "--env-file-if-exists",
  "-r",
  "--require",
  "--import",
  "--loader",
  "--experimental-loader",
  "-C",
  "--conditions",
  "--disable-warning",
]);

/** What one thread may have for itself; the rest holds for the whole process, and naming it again would be refused. */
const perThread =
  /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--disable-warning|--(?:no-)?(?:warnings|deprecation|enable-source-maps|preserve-symlinks|preserve-symlinks-main|pending-deprecation|trace-warnings|trace-deprecation|trace-uncaught|experimental-[a-z-]+)|--unhandled-rejections)$/;

/**
 * The flags of this process that a child process can take over. `NODE_OPTIONS` isn't touched: it is inherited with the
 * environment.
 */
export function processFlags(own: readonly string[] = process.execArgv): string[] {
  return split(own)
    .filter(({ name }) => !parentOnly.has(name))
    .flatMap(({ args }) => args);
}

/**
 * What to give a thread as `execArgv`: undefined (Node's own inheritance, which also knows what a thread can't have)
 * unless something must be left out or added.
 */
export function threadFlags(
  further: readonly string[] = [],
  own: readonly string[] = process.execArgv,
): string[] | undefined {
  const flags = split(own);
  if (further.length === 0 && flags.every(({ name }) => !parentOnly.has(name))) return undefined;
  const kept = flags.filter(({ name }) => perThread.test(name) && !parentOnly.has(name));
  return [...kept.flatMap(({ args }) => args), ...further];
}

interface Flag {
  readonly name: string;
  readonly args: readonly string[];
}

function split(args: readonly string[]): Flag[] {
  const flags: Flag[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? "";
    const equals = arg.indexOf("=");
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const takesNext = equals < 0 && valued.has(name) && index + 1 < args.length;
    flags.push({ name, args: takesNext ? [arg, args[index + 1] ?? ""] : [arg] });
    if (takesNext) index += 1;
  }
  return flags;
}
