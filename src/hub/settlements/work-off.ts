/** Keeps cases true: orders that changed, orders that became late, and lines whose order came later. */
import type { Tx } from "../../db/database.ts";
import type { Chunk } from "../parked/kinds.ts";
import { isAnyParked, unpark } from "../parked/parked.ts";
import { reconcile } from "./reconcile.ts";
import { settlementSettings } from "./settings.ts";
import { matchAgain, matchAllAgain } from "./unknown-lines.ts";

const DAY_MS = 24 * 60 * 60_000;
/** Orders a turn compares. */
export const BATCH = 500;
/** An upkeep that was down for a day leaves none out. */
const LOOK_BACK_DAYS = 3;

/**
 * Compares orders that are marked; answers how many marks there were, 0 when nothing is left. Orders found for lines that
 * had none are marked in their turn: one that cannot be compared is then known by its mark.
 */
export async function reconcileDue(
  tx: Tx,
  now: Date,
  { size, taken }: Chunk = { size: BATCH, taken: [] },
): Promise<number> {
  const due = await tx.rows<{ orderId: string; isAnyParked: boolean }>(
    `delete from argosy.settlement_due
     where organization_id = argosy.tenant() and seq in (select seq
       from argosy.settlement_due
       where organization_id = argosy.tenant() order by seq limit $1 for update skip locked)
     returning order_id as "orderId", ${isAnyParked("settlement")} as "isAnyParked"`,
    [size],
  );
  const orders = [...new Set(due.map(({ orderId }) => orderId))];
  taken.splice(0, taken.length, ...orders.map((id) => ({ kind: "settlement", subject: id, mark: { id } }) as const));
  if (due.length === 0) return 0;
  // After a failure the orders alone: what is to blame is known by them.
  if (size === BATCH) await markOrders(tx, await matchAgain(tx, now));
  await reconcile(tx, orders, now);
  if (due[0]?.isAnyParked) await unpark(tx, taken, now);
  return due.length;
}

async function markOrders(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  await tx.run(
    `insert into argosy.settlement_due (organization_id, order_id)
     select argosy.tenant(), id from unnest($1::uuid[]) as m(id)`,
    [orderIds],
  );
}

/** Marks orders that became late in the last days, at channels and providers that have paid out before. */
export async function markLate(tx: Tx, now: Date): Promise<void> {
  const { unpaidDays } = await settlementSettings(tx);
  const to = new Date(now.getTime() - unpaidDays * DAY_MS);
  await markUnpaid(tx, { from: new Date(to.getTime() - LOOK_BACK_DAYS * DAY_MS), to });
  await markOrders(tx, await matchAllAgain(tx, now));
}

/** Marks orders without any line that were placed from the first day statements speak of until they are late. */
export async function markPast(tx: Tx, settlementIds: readonly string[], now: Date): Promise<void> {
  const { unpaidDays } = await settlementSettings(tx);
  const { from } = await tx.one<{ from: Date | null }>(
    `select min(period_from)::timestamptz as "from"
     from argosy.settlement
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [settlementIds],
  );
  if (from) await markUnpaid(tx, { from, to: new Date(now.getTime() - unpaidDays * DAY_MS) });
}

async function markUnpaid(tx: Tx, { from, to }: { readonly from: Date; readonly to: Date }): Promise<void> {
  await tx.run(
    `insert into argosy.settlement_due (organization_id, order_id)
     select argosy.tenant(), o.id
     from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.placed_at >= $1 and o.placed_at < $2 and o.status <> 'cancelled'
       and (exists (select from argosy.settlement s
         where s.organization_id = argosy.tenant() and s.connection_id = o.connection_id)
         or exists (select from argosy.settlement s
         where s.organization_id = argosy.tenant() and s.gateway = o.gateway))
       and not exists (select from argosy.settlement_line l
         where l.organization_id = argosy.tenant() and l.order_id = o.id)`,
    [from, to],
  );
}
