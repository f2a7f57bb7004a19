import { EXCHANGE_RECORD } from "../../commerce/order-money.ts";

/**
 * SQL: what `sales_order o` was sold for, as Sales counts it: its total less what was taken out of it and no refund pays
 * back (decision 574). Where a channel tells no second total, a refund takes it off.
 */
export const SOLD_MINOR = `least(o.total_minor, coalesce(o.current_total_minor
    + (select coalesce(sum(r.amount_minor), 0)::bigint from argosy.order_refund r
      where r.organization_id = argosy.tenant() and r.order_id = o.id
        and not starts_with(r.ext_key, '${EXCHANGE_RECORD}')), o.total_minor))`;
