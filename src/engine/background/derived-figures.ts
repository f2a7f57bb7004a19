/** Recounts figures derived from orders within two seconds of a change. */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import type { Database, Tx } from "../../db/database.ts";
import { countDue, DAYS_AT_ONCE } from "../../hub/analytics/count.ts";
import { findRunningOut } from "../../hub/analytics/running-out.ts";
import { notePaceChanged } from "../../hub/outdated-pace.ts";
import type { Chunk } from "../../hub/parked/kinds.ts";
import { countProfitDue, MARKS_AT_ONCE } from "../../hub/profit/due.ts";
import { createMarkWork } from "./halving.ts";
import type { PendingWork } from "./pending-work.ts";

// An import marks with every page it stores: together they cost less.
const DELAY_MS = 1_000;
// A day with many orders is counted less often, so that counting takes a tenth of one core at most; profits, of which
// only what changed is worked out, a quarter.
const SALES_REST = 10;
const PROFIT_REST = 3;
const MAX_REST_MS = 60_000;

/** Counts some of what is due in an organization; answers whether some may be left. */
type Count = (tx: Tx, now: Date, chunk: Chunk) => Promise<boolean>;

interface Counting {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Counter {
  /** Counts what changed in this organization a moment from now, with what changes until then. */
  soon(organization: OrganizationId, signal: AbortSignal): void;
  /** Counts everything marked in these organizations now. */
  runUntilIdle(organizations: readonly OrganizationId[]): Promise<void>;
}

type Waiting = Pick<PendingWork, "toCount" | "toProfit">;

export interface DerivedFigures {
  /** What waits is counted a moment from now. */
  soon(waiting: Waiting, signal: AbortSignal): void;
  /** Counts whenever the database notifies a change; returns what ends that. */
  listen(signal: AbortSignal): Promise<(() => Promise<void>)[]>;
  /** Counts everything that waits now; for tests that own the clock. */
  runUntilIdle(waiting: Waiting): Promise<void>;
}

/** Sales by day, channel and item; profits of orders and of days. */
export function createDerivedFigures(options: Counting): DerivedFigures {
  const sales = createCounter(options, {
    what: "sales",
    restPerWork: SALES_REST,
    maxSize: DAYS_AT_ONCE,
    work: async (tx, now, chunk) => {
      const { marks, isMore } = await countDue(tx, now, chunk);
      // After a failure the days alone: what is to blame is known by them, and the upkeep looks for the rest.
      if (marks > 0)
        await (chunk.size === DAYS_AT_ONCE ? findRunningOut(tx, now, { hasNews: true }) : notePaceChanged(tx));
      return isMore;
    },
  });
  const profit = createCounter(options, {
    what: "profits",
    restPerWork: PROFIT_REST,
    maxSize: MARKS_AT_ONCE,
    work: async (tx, now, chunk) => (await countProfitDue(tx, now, chunk)) > 0,
  });
  return {
    soon({ toCount, toProfit }, signal) {
      for (const organization of toCount) sales.soon(organization, signal);
      for (const organization of toProfit) profit.soon(organization, signal);
    },
    async listen(signal) {
      const { db } = options;
      return [
        await db.listen("argosy_sales", (payload) => sales.soon(organizationId(payload), signal)),
        await db.listen("argosy_profit", (payload) => profit.soon(organizationId(payload), signal)),
      ];
    },
    async runUntilIdle({ toCount, toProfit }) {
      await sales.runUntilIdle(toCount);
      await profit.runUntilIdle(toProfit);
    },
  };
}

function createCounter(
  counting: Counting,
  work: { readonly what: string; readonly restPerWork: number; readonly maxSize: number; readonly work: Count },
): Counter {
  const { clock, log } = counting;
  const problem = `${work.what} could not be counted`;
  const waiting = new Set<OrganizationId>();
  const restMs = new Map<OrganizationId, number>();
  const some = createMarkWork(counting, { ...work, problem });
  const count = async (organization: OrganizationId) => (await some(organization)) ?? true;

  async function turn(organization: OrganizationId): Promise<boolean> {
    const began = clock.now();
    const isMore = await count(organization);
    restMs.set(organization, Math.min(MAX_REST_MS, (clock.now() - began) * work.restPerWork));
    return isMore;
  }

  function soon(organization: OrganizationId, signal: AbortSignal): void {
    if (waiting.has(organization)) return;
    waiting.add(organization);
    clock.sleep(Math.max(DELAY_MS, restMs.get(organization) ?? 0), signal).then(
      async () => {
        // Marks that come from here on belong to the next turn.
        waiting.delete(organization);
        const isMore = await turn(organization).catch((error: unknown) => {
          log.error({ err: error, organization }, `${problem}; trying again soon`);
          return false;
        });
        if (isMore) soon(organization, signal);
      },
      // Stopping: whoever starts next finds the marks.
      () => waiting.delete(organization),
    );
  }

  return {
    soon,
    async runUntilIdle(organizations) {
      for (const organization of organizations) while (await count(organization));
    },
  };
}
