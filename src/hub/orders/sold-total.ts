import { HUB_ONLY_RECORDS } from "../../commerce/order-money.ts";

/** SQL over a refund's key: its channel knows of it. */
export const channelCondition = (key: string): string =>
  HUB_ONLY_RECORDS.map((prefix) => `not starts_with(${key}, '${prefix}')`).join(" and ");

/**
 * SQL: what `sales_order o` was sold for, as Sales counts it: its total less what was taken out of it and no refund pays
 * back (decision 574). Where a channel tells no second total, a refund takes it off.
 */
export const SOLD_MINOR = `least(o.total_minor, coalesce(o.current_total_minor
    + (select coalesce(sum(r.amount_minor), 0)::bigint from argosy.order_refund r
      where r.organization_id = argosy.tenant() and r.order_id = o.id
        and ${channelCondition("r.ext_key")}), o.total_minor))`;
