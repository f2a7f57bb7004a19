/** Looks every few seconds for work that no notification announced, and does one chunk per organization. */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database } from "../../db/database.ts";
import { findPendingWork, type PendingWork, type ScanPositions } from "./pending-work.ts";

const POLL_MS = 5_000;
const KINDS = ["parked", "changes", "toAutomate", "toSearch", "toInvoice", "toReconcile"] as const;
type Kind = (typeof KINDS)[number];

interface Chunks {
  /** One chunk of each organization; resolves to whether more may be left. */
  turn(organizations: readonly OrganizationId[]): Promise<boolean>;
}

export interface PendingWorkLoop {
  /** One look and one chunk per organization, so that nobody waits behind a large backlog. Resolves to whether more may be left. */
  once(): Promise<boolean>;
  run(): Promise<void>;
}

export function createPendingWorkLoop(options: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Started and not waited for. */
  readonly start: (waiting: PendingWork) => void;
  /** Done one after the other. */
  readonly chunks: Readonly<Record<Kind, Chunks>>;
}): PendingWorkLoop {
  const { db, clock, log, signal, chunks } = options;
  const places: ScanPositions = new Map();
  async function once(): Promise<boolean> {
    const waiting = await findPendingWork(db.homes(), clock, places);
    options.start(waiting);
    let isMore = waiting.isMore;
    for (const kind of KINDS) isMore = (await chunks[kind].turn(waiting[kind])) || isMore;
    return isMore;
  }
  async function run(): Promise<void> {
    while (!signal.aborted) {
      const isMore = await once().catch((error: unknown) => {
        log.warn({ err: error }, "work could not be looked for");
        return false;
      });
      if (!isMore) await clock.sleep(POLL_MS, signal).catch(() => undefined);
    }
  }
  return { once, run };
}
