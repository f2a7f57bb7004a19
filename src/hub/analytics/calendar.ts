import { type DayRange, dayAfter, lengthOf } from "../../commerce/days.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";

/** How an organization counts: the days of its time zone, amounts in its currency. */
export interface Calendar {
  readonly zone: string;
  readonly currency: string;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Changes of orders are still being counted into the figures. */
  readonly isCounting: boolean;
}

/** A report reads what lies between these many days; more is asked for in pieces. */
const MOST_DAYS = 366;
const DEFAULT_DAYS = 30;

/** The organization's calendar at this moment. */
export function calendarOf(tx: Tx, now: Date): Promise<Calendar> {
  return tx.one<Calendar>(
    `select o.zone, trim(o.currency) as currency, ($1::timestamptz at time zone o.zone)::date as today,
       s.zone is distinct from o.zone and exists (select 1 from sales_order x where x.organization_id = argosy.tenant())
         or exists (select 1 from sales_due d where d.organization_id = argosy.tenant()) as "isCounting"
     from organization o left join analytics_state s on s.organization_id = o.organization_id
     where o.organization_id = argosy.tenant()`,
    [now],
  );
}

/** The days asked for; without any the last 30, today included. Throws HubError ANALYTICS_RANGE. */
export function requestedRange(
  requested: { readonly from?: string | undefined; readonly to?: string | undefined },
  today: string,
): DayRange {
  const to = requested.to ?? (requested.from !== undefined && requested.from > today ? requested.from : today);
  const from = requested.from ?? dayAfter(to, 1 - DEFAULT_DAYS);
  const range = { from, to };
  if (from > to) throw new HubError("ANALYTICS_RANGE", "validation", "The first day comes after the last one.", "from");
  if (lengthOf(range) > MOST_DAYS)
    throw new HubError(
      "ANALYTICS_RANGE",
      "validation",
      `These are ${lengthOf(range)} days; a report covers up to ${MOST_DAYS}. Ask for them in pieces.`,
      "from",
    );
  return range;
}
