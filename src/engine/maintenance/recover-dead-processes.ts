/**
 * Takes over what a killed process held. A process is dead when the database has no session of it, and where all are on one
 * machine, when that knows it no more (decisions 599 and 584); one that is stopped or cut off keeps its leases until they
 * expire.
 */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import { organizationId } from "../../commerce/ids.ts";
import type { Database, Home } from "../../db/database.ts";
import { askHomes } from "../../db/each-home.ts";
import { lastToken } from "../../db/hub-process.ts";
import { repeatAttempts } from "../../hub/outgoing-webhooks/sending.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { LaneKind } from "../lanes/due-lanes.ts";
import { createProcessList, POLL_MS } from "./process-list.ts";

const FREE = `select organization_id as organization, connection_id as connection, kind, freed as "isFreed"
  from argosy.free_leases($1, $2, coalesce($3::timestamptz, clock_timestamp()))`;

interface Lease {
  readonly organization: string;
  readonly connection: string;
  readonly kind: LaneKind;
  /** Else somebody holds its row. */
  readonly isFreed: boolean;
}

interface Ending {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

interface DeadProcessRecoveryOptions extends Ending {
  readonly jobs: Pick<Jobs, "attempts" | "takeOver">;
  /** False: this process holds nothing, and others need not know of it. */
  readonly works: boolean;
  /** Lanes are free that were not. */
  readonly onFreed: () => void;
}

export interface DeadProcessRecovery {
  /** Registers this process, and from now on takes over what dead processes held. */
  start(): Promise<void>;
  /** Nothing is held any more: others need not know of this process. */
  stop(): Promise<void>;
}

export function createDeadProcessRecovery(options: DeadProcessRecoveryOptions): DeadProcessRecovery {
  const { db, clock, log } = options;
  const stopping = new AbortController();
  const list = createProcessList({ db, log, attempts: options.jobs.attempts });
  const endings: (() => unknown)[] = [];
  let onCompany: () => void = () => undefined;
  let looking: Promise<void> | undefined;

  async function run(): Promise<void> {
    const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener("abort", () => resolve()));
    while (!stopping.signal.aborted) {
      // A process that starts during the check is found by the next one.
      const company = new Promise<void>((resolve) => {
        onCompany = resolve;
      });
      const waitMs = await list
        .poll((id) => recoverDeadProcess(options, id))
        .catch((error: unknown) => {
          log.warn({ err: error }, "whether other processes live could not be looked for");
          return POLL_MS;
        });
      await (waitMs === null
        ? Promise.race([company, stopped])
        : clock.sleep(waitMs, stopping.signal).catch(() => undefined));
    }
  }

  return {
    async start() {
      if (!options.works) return;
      const stopListening = await db.listen(list.channel, (id) => {
        if (id !== db.process.id) onCompany();
      });
      endings.push(stopListening, await db.onSession(list.register));
      looking = run();
    },
    async stop() {
      stopping.abort();
      for (const end of endings.splice(0)) await end();
      await looking;
      if (looking) await list.leave();
    },
  };
}

async function recoverDeadProcess(options: DeadProcessRecoveryOptions, id: string): Promise<void> {
  const isDone = await freeLeasesAfterCrash(options, id);
  options.onFreed();
  // Of several processes that notice it, one returns the jobs; a later check frees the rest.
  const jobs = isDone ? await options.jobs.takeOver(id) : 0;
  if (jobs > 0) options.log.warn({ process: id, jobs }, "took over jobs of a process that has ended");
}

/** Ends the leases of a dead process; resolves to whether all that may end were ended. */
export async function freeLeasesAfterCrash({ db, clock, log }: Ending, id: string): Promise<boolean> {
  const now = new Date(clock.now());
  const freeIn = ({ scheduler }: Home) =>
    scheduler.rows<Lease>(FREE, [id, lastToken(id), clock.isVirtual ? now : null]);
  const { found, away } = await askHomes(db.homes(), freeIn);
  const leases = found.flat();
  const sent = leases.filter(({ kind, isFreed }) => kind === "webhook" && isFreed);
  for (const { organization, connection } of sent)
    await db.tenant(organizationId(organization), (tx) => repeatAttempts(tx, connection, now));
  if (leases.length > 0)
    log.warn({ process: id, leases: leases.length }, "took over leases of a process that has ended");
  return away === null && leases.every(({ isFreed }) => isFreed);
}
