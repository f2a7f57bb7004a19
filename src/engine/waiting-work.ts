/** What waits for a worker of this hub, in every organization: one look in place of one for each kind of work. */
import type { Clock } from "../commerce/clock.ts";
import { type OrganizationId, organizationId } from "../commerce/ids.ts";
import type { Tx } from "../db/database.ts";
import { isDue } from "./parked-marks.ts";

export interface WaitingWork {
  /** Organizations with changes that are to be carried to their listings. */
  readonly changes: readonly OrganizationId[];
  /** With events that endpoints want to be told of. */
  readonly events: readonly OrganizationId[];
  readonly toSearch: readonly OrganizationId[];
  readonly toCount: readonly OrganizationId[];
  readonly toProfit: readonly OrganizationId[];
  readonly toInvoice: readonly OrganizationId[];
  readonly toReconcile: readonly OrganizationId[];
  /** Kinds of lanes that are due. */
  readonly lanes: readonly string[];
}

const MOST = 200;
const organizationsIn = (table: string, where = "true") =>
  `ARRAY(SELECT DISTINCT organization_id::text FROM argosy.${table} WHERE ${where} LIMIT ${MOST})`;

/** `scheduler` sees ids only. */
export async function lookForWork(scheduler: Tx, clock: Clock): Promise<WaitingWork> {
  const found = await scheduler.one<Record<Exclude<keyof WaitingWork, "lanes">, string[]> & { lanes: string[] }>(
    `SELECT ${organizationsIn("change_mark", isDue("$1"))} AS changes, ${organizationsIn("webhook_event")} AS events,
       ${organizationsIn("search_due")} AS "toSearch", ${organizationsIn("sales_due")} AS "toCount",
       ${organizationsIn("profit_due")} AS "toProfit",
       ${organizationsIn("invoice_due", "retry_at IS NULL OR retry_at <= $1")} AS "toInvoice",
       ${organizationsIn("settlement_due")} AS "toReconcile",
       ARRAY(SELECT DISTINCT kind FROM argosy.lane WHERE due_at <= $1) AS lanes`,
    [new Date(clock.now())],
  );
  return {
    changes: found.changes.map(organizationId),
    events: found.events.map(organizationId),
    toSearch: found.toSearch.map(organizationId),
    toCount: found.toCount.map(organizationId),
    toProfit: found.toProfit.map(organizationId),
    toInvoice: found.toInvoice.map(organizationId),
    toReconcile: found.toReconcile.map(organizationId),
    lanes: found.lanes,
  };
}
