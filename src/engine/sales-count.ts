/** Keeps the figures of sales: days whose orders changed are counted again within a second or two. */
import type { Logger } from "pino";
import type { Clock } from "../commerce/clock.ts";
import type { OrganizationId } from "../commerce/ids.ts";
import type { Database } from "../db/database.ts";
import { countDue } from "../hub/analytics/count.ts";
import { findRunningOut } from "../hub/analytics/running-out.ts";

// An import marks with every page it stores: together they cost less.
const DELAY_MS = 1_000;
// A day with many orders is counted less often, so that counting takes a tenth of one core at most.
const REST_PER_WORK = 10;
const MOST_REST_MS = 60_000;

export interface SalesCount {
  /** Counts what changed in this organization a moment from now, with what changes until then. */
  soon(organization: OrganizationId, signal: AbortSignal): void;
  /** Counts everything marked in these organizations now; for tests that own the clock. */
  drain(organizations: readonly OrganizationId[]): Promise<void>;
}

export function createSalesCount(options: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}): SalesCount {
  const { db, clock, log } = options;
  const waiting = new Set<OrganizationId>();
  const restMs = new Map<OrganizationId, number>();
  const count = (organization: OrganizationId) =>
    db.tenant(
      organization,
      async (tx) => {
        const counted = await countDue(tx);
        if (counted > 0) await findRunningOut(tx, new Date(clock.now()));
        return counted;
      },
      { kind: "derived" },
    );

  async function turn(organization: OrganizationId): Promise<boolean> {
    const began = clock.now();
    const counted = await count(organization);
    restMs.set(organization, Math.min(MOST_REST_MS, (clock.now() - began) * REST_PER_WORK));
    return counted > 0;
  }

  function soon(organization: OrganizationId, signal: AbortSignal): void {
    if (waiting.has(organization)) return;
    waiting.add(organization);
    clock.sleep(Math.max(DELAY_MS, restMs.get(organization) ?? 0), signal).then(
      async () => {
        // Marks that come from here on belong to the next turn.
        waiting.delete(organization);
        const isMore = await turn(organization).catch((error: unknown) => {
          log.error({ err: error, organization }, "sales could not be counted; trying again soon");
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
    async drain(organizations) {
      for (const organization of organizations) while ((await count(organization)) > 0);
    },
  };
}
