import * as http from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Sends one request; rejects when the connection breaks before the answer is complete. */
export function ask(options: http.RequestOptions & { readonly body?: string }): Promise<Answer> {
  const { body, ...rest } = options;
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", ...rest }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(pieces).toString(),
        }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** What a {@link Load} asks for. */
export interface LoadOptions {
  readonly clients?: number;
  readonly paths?: readonly string[];
}

/** A client that asks and asks. */
export class Load {
  readonly answers: Map<string, number> = new Map();
  readonly failures: Error[] = [];
  readonly #agents = [
    new http.Agent({ keepAlive: true, maxSockets: 8 }),
    new http.Agent({ keepAlive: false }),
  ];
  readonly #running: Promise<unknown>[] = [];
  #stopping = false;

  /** Half of the clients keep their connections, the others open one for each request. */
  constructor(port: number | undefined, { clients = 10, paths = ["/"] }: LoadOptions = {}) {
    for (let client = 0; client < clients; client += 1)
      this.#running.push(this.#run({ port, agent: this.#agents[client % 2] }, paths));
  }

  get total(): number {
    return [...this.answers.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Waits until so many more requests have been answered. */
  async more(count: number): Promise<void> {
    const goal = this.total + count;
    await until(() => this.total >= goal || this.failures.length > count);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#running);
    for (const agent of this.#agents) agent.destroy();
  }

  async #run(target: http.RequestOptions, paths: readonly string[]): Promise<void> {
    for (let index = 0; !this.#stopping; index += 1) {
      try {
        const { status, body } = await ask({ ...target, path: paths[index % paths.length] });
        if (status !== 200) throw new Error(`status ${status}: ${body}`);
        this.answers.set(body, (this.answers.get(body) ?? 0) + 1);
      } catch (error) {
        this.failures.push(error instanceof Error ? error : new Error(String(error)));
        // A server that is gone shall not be asked a million times.
        await pause();
      }
    }
  }
}

/** Waits until the condition holds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause();
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
}

/** A folder of files that goes with the test. */
export class TestFolder implements Disposable {
  readonly path: string = mkdtempSync(join(tmpdir(), "skein-web-"));

  /** Writes a file and gives its path. */
  write(name: string, text: string): string {
    const file = join(this.path, name);
    writeFileSync(file, text);
    return file;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Whether a process runs. */
export function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // No such process.
    return false;
  }
}
