/** Compares orders with their statements a moment after one of them changed. */
import type { Logger } from "pino";
import type { Clock } from "../commerce/clock.ts";
import type { OrganizationId } from "../commerce/ids.ts";
import type { Database } from "../db/database.ts";
import { reconcileDue } from "../hub/settlements/work-off.ts";
import { coalesced } from "./coalesced.ts";

export interface Settlements {
  /** Works off what is due in this organization; a look under way looks once more. */
  soon(organization: OrganizationId): void;
  /** Works off organizations that have something due; the safety net under lost wake-ups. */
  sweep(organizations: readonly OrganizationId[]): Promise<void>;
}

export function createSettlements({
  db,
  clock,
  log,
}: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}): Settlements {
  const run = coalesced(async (organization) => {
    const orders = await db.tenant(organization, (tx) => reconcileDue(tx, new Date(clock.now())), { kind: "derived" });
    return { more: orders > 0 };
  });
  const failed = (organization: OrganizationId) => (error: unknown) =>
    log.error({ err: error, organization }, "orders could not be compared with statements; trying again soon");
  return {
    soon(organization) {
      run(organization).catch(failed(organization));
    },
    async sweep(organizations) {
      for (const organization of organizations) await run(organization).catch(failed(organization));
    },
  };
}
