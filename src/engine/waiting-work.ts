/** What waits for a worker of this hub, in every organization: one look in place of one for each kind of work. */
import type { Clock } from "../commerce/clock.ts";
import { type OrganizationId, organizationId } from "../commerce/ids.ts";
import type { Home } from "../db/database.ts";
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

type Found = { readonly [Kind in keyof WaitingWork]: readonly string[] };

const WORK = `SELECT ${organizationsIn("change_mark", isDue("$1"))} AS changes,
       ${organizationsIn("webhook_event")} AS events,
       ${organizationsIn("search_due")} AS "toSearch", ${organizationsIn("sales_due")} AS "toCount",
       ${organizationsIn("profit_due")} AS "toProfit",
       ${organizationsIn("invoice_due", "retry_at IS NULL OR retry_at <= $1")} AS "toInvoice",
       ${organizationsIn("settlement_due")} AS "toReconcile",
       ARRAY(SELECT DISTINCT kind FROM argosy.lane WHERE due_at <= $1) AS lanes`;

/** The scheduler's role sees ids only. */
export async function lookForWork(homes: readonly Home[], clock: Clock): Promise<WaitingWork> {
  const now = new Date(clock.now());
  const found = await Promise.all(homes.map(({ scheduler }) => scheduler.one<Found>(WORK, [now])));
  const whose = (kind: Exclude<keyof WaitingWork, "lanes">) => found.flatMap((each) => each[kind].map(organizationId));
  return {
    changes: whose("changes"),
    events: whose("events"),
    toSearch: whose("toSearch"),
    toCount: whose("toCount"),
    toProfit: whose("toProfit"),
    toInvoice: whose("toInvoice"),
    toReconcile: whose("toReconcile"),
    lanes: [...new Set(found.flatMap(({ lanes }) => lanes))],
  };
}
