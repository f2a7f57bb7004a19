import type { Tx } from "../../db/database.ts";
import { OURS_TO_HAND_OVER, UNSHIPPED } from "../orders/to-ship.ts";

/** More than this in one look wait for the next. */
const MOST_AT_ONCE = 1_000;

/**
 * Notes orders that became late since the last look, each once. The first look begins now: what was late before is no
 * news.
 */
export async function noteLateOrders(tx: Tx, now: Date): Promise<void> {
  const scan = await tx.maybe<{ lateTo: Date }>(
    `select late_to as "lateTo"
     from argosy.automation_scan
     where organization_id = argosy.tenant()
     for update`,
  );
  if (!scan) {
    await tx.run(
      `insert into argosy.automation_scan (organization_id, late_to)
       values (argosy.tenant(), $1)
       on conflict do nothing`,
      [now],
    );
    return;
  }
  const { count, last } = await tx.one<{ count: number; last: Date | null }>(
    `with late as (
       select o.id, o.due_at
       from argosy.sales_order o
       where o.organization_id = argosy.tenant() and ${UNSHIPPED} and o.due_at > $1 and o.due_at <= $2
         and ${OURS_TO_HAND_OVER}
       order by o.due_at
       fetch first ${MOST_AT_ONCE} rows with ties
     ), noted as (
       insert into argosy.automation_event (organization_id, trigger, subject_id)
       select argosy.tenant(), 'order.late', id
       from late
       where exists (
         select from argosy.automation
         where organization_id = argosy.tenant() and trigger = 'order.late' and is_on)
     )
     select count(*)::int as count, max(due_at) as last from late`,
    [scan.lateTo, now],
  );
  await tx.run("update argosy.automation_scan set late_to = $1 where organization_id = argosy.tenant()", [
    count >= MOST_AT_ONCE ? (last ?? now) : now,
  ]);
}
