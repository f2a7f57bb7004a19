/** Processor time of the hub, its database and the shops, as the system counts it. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { TestDatabase } from "../../src/db/testing-database.ts";

/** Milliseconds. */
export interface ProcessorTime {
  readonly hub: number;
  readonly database: number;
  /** Shops, their people and what watches them: this process. */
  readonly shops: number;
}

/** Linux counts in hundredths of a second (USER_HZ). */
const TICK_MS = 10;

interface Counted {
  readonly parent: number;
  readonly ms: number;
}

export async function processorTime(hub: number, db: TestDatabase): Promise<ProcessorTime> {
  const { folder } = await db.owner.one<{ folder: string }>("select current_setting('data_directory') as folder");
  const server = Number((await readFile(join(folder, "postmaster.pid"), "utf8")).split("\n")[0]);
  const { user, system } = process.cpuUsage();
  const all = await Promise.all((await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(countOf));
  const backends = all.reduce((sum, one) => sum + (one?.parent === server ? one.ms : 0), 0);
  const [ofHub, ofServer] = await Promise.all([countOf(String(hub)), countOf(String(server))]);
  return { hub: ofHub?.ms ?? 0, database: backends + (ofServer?.ms ?? 0), shops: (user + system) / 1000 };
}

/** With what its ended children used; undefined where the process is gone. */
async function countOf(pid: string): Promise<Counted | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name before it may hold spaces.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  if (fields.length < 15) return undefined;
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1]), ms: ticks * TICK_MS };
}
