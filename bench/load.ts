/** Drives the generator process. */

import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { end, spawnOn } from "./processes.ts";

export interface LoadTarget {
  readonly url: string;
  readonly secret: string;
}

export interface LoadTemplate {
  readonly headers: Readonly<Record<string, string>>;
  /** @@ID@@ stands for the order's number. */
  readonly body: string;
}

export interface LoadJob {
  readonly targets: readonly LoadTarget[];
  readonly template: LoadTemplate;
  /** Number of the first order; the following ones count up. */
  readonly first: number;
  readonly count: number;
  /** How often each order is delivered. */
  readonly copies: number;
  readonly connections: number;
  /** Deliveries a second, sent on time whatever the answers do; absent: as fast as answers come. */
  readonly perSecond?: number | undefined;
}

export interface LoadResult {
  readonly seconds: number;
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Share answered within a second of when it was due. */
  readonly underSecond: number;
}

/** Runs a load; `before` and `after` are called right before the first and after the last delivery. */
export async function runLoad(
  job: LoadJob,
  around: { before?(): Promise<void>; after?(): Promise<void> } = {},
): Promise<LoadResult> {
  const child = spawnOn(1, [process.execPath, join(import.meta.dirname, "generator.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error("The generator has no pipes.");
  const lines = createInterface(stdout)[Symbol.asyncIterator]();
  try {
    stdin.write(`${JSON.stringify(job)}\n`);
    const ready = await lines.next();
    if (ready.value !== "ready") throw new Error(`The generator did not get ready: ${ready.value}`);
    await around.before?.();
    stdin.write("go\n");
    const { value } = await lines.next();
    await around.after?.();
    if (value === undefined) throw new Error("The generator ended early.");
    return JSON.parse(value) as LoadResult;
  } finally {
    await end(child);
  }
}
