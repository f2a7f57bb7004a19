/** Issues invoices and credit notes automatically, after the order shipped or was refunded. */
import type { OrganizationId } from "../../commerce/ids.ts";
import { issueDue } from "../../hub/invoices/issue-due.ts";
import { coalesced, type RoundRobin, roundRobin, type WorkDeps } from "./coalesced.ts";

export interface Invoices extends RoundRobin {
  /** Works off what is due in this organization; a look under way looks once more. */
  soon(organization: OrganizationId): void;
}

export function createInvoices({ db, clock, log }: WorkDeps): Invoices {
  const work = coalesced(async (organization) => {
    const orders = await issueDue(db, organization, {
      now: new Date(clock.now()),
      failed: (error, orderId) =>
        log.error({ err: error, organization, orderId }, "an invoice could not be issued; trying again in minutes"),
    });
    return { more: orders > 0 };
  });
  const each = roundRobin(work, log, "invoices could not be issued");
  return { ...each, soon: (organization) => void each.runUntilIdle([organization]) };
}
