/** Keeps the words things are found by: what the triggers marked is read again within a second, in chunks. */
import type { Logger } from "pino";
import type { Clock } from "../commerce/clock.ts";
import type { OrganizationId } from "../commerce/ids.ts";
import type { Database } from "../db/database.ts";
import { CHUNK, indexDue } from "../hub/search/index-due.ts";
import { coalesced } from "./coalesced.ts";

// An import marks with every page it stores: together they cost less.
const DELAY_MS = 700;

export interface SearchIndex {
  /** Works off this organization's marks a moment from now, with those that come until then. */
  soon(organization: OrganizationId, signal: AbortSignal): void;
  /** Works off organizations that have marks; the safety net under lost wake-ups. */
  sweep(organizations: readonly OrganizationId[]): Promise<void>;
}

export function createSearchIndex(options: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}): SearchIndex {
  const { db, clock, log } = options;
  const waiting = new Set<OrganizationId>();
  const run = coalesced(async (organization) => {
    const indexed = await db.tenant(organization, (tx) => indexDue(tx), { kind: "derived" });
    return { more: indexed >= CHUNK };
  });
  const failed = (organization: OrganizationId) => (error: unknown) =>
    log.error({ err: error, organization }, "what changed could not be made searchable; trying again soon");
  return {
    soon(organization, signal) {
      if (waiting.has(organization)) return;
      waiting.add(organization);
      clock
        .sleep(DELAY_MS, signal)
        .finally(() => waiting.delete(organization))
        .then(
          () => run(organization).catch(failed(organization)),
          // Stopping: whoever starts next finds the marks.
          () => undefined,
        );
    },
    async sweep(organizations) {
      for (const organization of organizations) await run(organization).catch(failed(organization));
    },
  };
}
