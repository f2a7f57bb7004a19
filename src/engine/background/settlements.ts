/** Compares orders with their settlements after one of them changed. */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database } from "../../db/database.ts";
import { BATCH, reconcileDue } from "../../hub/settlements/work-off.ts";
import { coalesced, type RoundRobin, roundRobin } from "./coalesced.ts";
import { createMarkWork } from "./halving.ts";

export interface Settlements extends RoundRobin {
  /** Works off what is due in this organization; a pass under way is repeated. */
  soon(organization: OrganizationId): void;
}

export function createSettlements(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}): Settlements {
  const problem = "orders could not be compared with statements";
  const compare = createMarkWork(deps, {
    maxSize: BATCH,
    problem,
    work: async (tx, now, chunk) => (await reconcileDue(tx, now, chunk)) > 0,
  });
  const each = roundRobin(
    coalesced(async (organization) => ({ more: (await compare(organization)) ?? true })),
    deps.log,
    problem,
  );
  return { ...each, soon: (organization) => void each.runUntilIdle([organization]) };
}
