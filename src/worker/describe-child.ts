import { constants } from "node:os";

/** What the text for people is made of. */
export interface ChildDescription {
  readonly type: string;
  readonly name: string;
  /** "pid" or "ident", and its value while there is one. */
  readonly id: readonly [label: string, value: number | undefined];
  readonly parent: number | undefined;
  readonly state: "initial" | "started" | "stopped" | "closed";
  readonly exitCode: number | undefined;
  readonly daemon: boolean;
}

/** `<Process name='Process-1' pid=12 parent=11 stopped exitcode=-SIGTERM daemon>`, as Python writes it. */
export function describeChild(child: ChildDescription): string {
  const [label, id] = child.id;
  const parts = [`${child.type} name='${child.name}'`];
  if (id !== undefined) parts.push(`${label}=${id}`);
  if (child.parent !== undefined) parts.push(`parent=${child.parent}`);
  parts.push(child.state);
  if (child.exitCode !== undefined) parts.push(`exitcode=${nameExitCode(child.exitCode)}`);
  if (child.daemon) parts.push("daemon");
  return `<${parts.join(" ")}>`;
}

function nameExitCode(exitCode: number): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number === -exitCode);
  return signal === undefined ? String(exitCode) : `-${signal[0]}`;
}
