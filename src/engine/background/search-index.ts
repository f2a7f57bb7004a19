/** Updates search terms: records the triggers marked are indexed again within a second, in chunks. */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database } from "../../db/database.ts";
import { CHUNK, indexDue } from "../../hub/search/index-due.ts";
import { coalesced, type RoundRobin, roundRobin } from "./coalesced.ts";
import { createMarkWork } from "./halving.ts";

// An import marks with every page it stores: together they cost less.
const DELAY_MS = 700;

export interface SearchIndex extends RoundRobin {
  /** Works off this organization's marks a moment from now, with those that come until then. */
  soon(organization: OrganizationId, signal: AbortSignal): void;
}

export function createSearchIndex(options: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}): SearchIndex {
  const { clock, log } = options;
  const waiting = new Set<OrganizationId>();
  const problem = "what changed could not be made searchable";
  const index = createMarkWork(options, {
    maxSize: CHUNK,
    problem,
    work: async (tx, now, chunk) => (await indexDue(tx, now, chunk)) >= chunk.size,
  });
  const work = coalesced(async (organization) => ({ more: (await index(organization)) ?? true }));
  const each = roundRobin(work, log, problem);
  return {
    soon(organization, signal) {
      if (waiting.has(organization)) return;
      waiting.add(organization);
      clock
        .sleep(DELAY_MS, signal)
        .finally(() => waiting.delete(organization))
        .then(
          () => each.runUntilIdle([organization]),
          // Stopping: whoever starts next finds the marks.
          () => undefined,
        );
    },
    ...each,
  };
}
