/** Which order used which discount: counted once an order, under any number of tills at once. */

import { z } from "zod";
import type { Promotion, PromotionUses } from "../../commerce/promotions/promotion.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time } from "../answer-schemas.ts";
import { jsonRows } from "../json-column.ts";
import type { Page, PageRequest } from "../paging.ts";
import { down, type Placed, sortedPage, unplaced } from "../sorting.ts";

export interface PromotionUse {
  readonly promotionId: string;
  /** Off goods and shipping. */
  readonly amountMinor: bigint;
}

export interface UsesOfOrder {
  readonly orderId: string;
  readonly customerId: string | null;
  readonly currency: string;
  readonly uses: readonly PromotionUse[];
  readonly now: Date;
}

/** How often each was used; counted no further than its limit. A customer's own and those of whom was merged into them. */
export async function usesOf(
  tx: Tx,
  promotions: readonly Promotion[],
  customerId: string | null,
): Promise<Map<string, PromotionUses>> {
  const limited = promotions.filter(({ limits }) => limits.uses !== null || limits.perCustomer !== null);
  const rows = await tx.rows<PromotionUses & { readonly id: string }>(
    `select i.id, t.total, c.by_customer as "byCustomer"
     from json_to_recordset($1) as i(id uuid, uses int, per_customer int),
       lateral (select count(*)::int as total from (
         select 1 from argosy.promotion_use u
         where u.organization_id = argosy.tenant() and u.promotion_id = i.id limit coalesce(i.uses, 0)) as x) as t,
       lateral (select count(*)::int as by_customer from (
         select 1 from argosy.promotion_use u
         where u.organization_id = argosy.tenant() and u.promotion_id = i.id and u.customer_id in (
           select k.id from argosy.customer k
           where k.organization_id = argosy.tenant() and (k.id = $2 or k.merged_into = $2))
         limit coalesce(i.per_customer, 0)) as y) as c`,
    [
      jsonRows(limited.map(({ id, limits }) => ({ id, uses: limits.uses, per_customer: limits.perCustomer }))),
      customerId,
    ],
  );
  return new Map(rows.map(({ id, total, byCustomer }) => [id, { total, byCustomer }]));
}

/**
 * Notes the uses of an order, once; answers the promotions that were over their limit. `keeps`: what happened is kept
 * whatever the limit says (a sale made without network); else nothing is counted for those.
 */
export async function countUses(
  tx: Tx,
  { orderId, customerId, currency, uses, now }: UsesOfOrder,
  { keeps }: { readonly keeps: boolean },
): Promise<readonly string[]> {
  if (uses.length === 0) return [];
  // In the order of their ids, whoever comes second waits and counts the first.
  const rows = await tx.rows<{ id: string; uses: number | null; perCustomer: number | null }>(
    `select id, use_limit as uses, customer_limit as "perCustomer" from argosy.promotion
     where organization_id = argosy.tenant() and id = any($1::uuid[]) order by id for no key update`,
    [uses.map(({ promotionId }) => promotionId)],
  );
  const over: string[] = [];
  for (const { id, ...limits } of rows) {
    const amount = uses.find(({ promotionId }) => promotionId === id)?.amountMinor ?? 0n;
    const isOver = await isUsedUp(tx, { id, limits, customerId, orderId });
    if (isOver) over.push(id);
    if (isOver && !keeps) continue;
    await tx.run(
      `insert into argosy.promotion_use (organization_id, promotion_id, order_id, customer_id, amount_minor, currency,
         used_at)
       values (argosy.tenant(), $1, $2, $3, $4, $5, $6) on conflict do nothing`,
      [id, orderId, customerId, amount, currency, now],
    );
  }
  return over;
}

/** Whether others have taken all uses, or this customer theirs; the order's own use is not among them. */
async function isUsedUp(
  tx: Tx,
  of: {
    readonly id: string;
    readonly limits: Promotion["limits"];
    readonly customerId: string | null;
    readonly orderId: string;
  },
): Promise<boolean> {
  const { id, limits, customerId, orderId } = of;
  if (limits.uses === null && limits.perCustomer === null) return false;
  const { total, own } = await tx.one<{ total: number; own: number }>(
    `select
       (select count(*)::int from (select 1 from argosy.promotion_use
         where organization_id = argosy.tenant() and promotion_id = $1 and order_id <> $2 limit $3) as x) as total,
       (select count(*)::int from argosy.promotion_use
         where organization_id = argosy.tenant() and promotion_id = $1 and order_id <> $2 and customer_id = $4) as own`,
    [id, orderId, limits.uses ?? 0, customerId],
  );
  return (limits.uses !== null && total >= limits.uses) || (limits.perCustomer !== null && own >= limits.perCustomer);
}

export const useOfPromotionSchema = z.object({
  orderId: id,
  orderNumber: z.string(),
  storeName: z.string().nullable(),
  amountMinor: minorUnits.describe("off goods and shipping"),
  currency: z.string(),
  usedAt: time,
});

export type UseOfPromotion = Answered<typeof useOfPromotionSchema>;

const BY_ORDER = down(["u.order_id", "uuid"]);

/** Orders a discount counted for, the newest first. */
export async function listUses(
  tx: Tx,
  filter: PageRequest & { readonly promotionId: string },
): Promise<Page<UseOfPromotion>> {
  const params: unknown[] = [filter.promotionId];
  const by = sortedPage(BY_ORDER, filter, params);
  const rows = await by.rows<Placed<UseOfPromotion>>(
    tx,
    `select ${by.place}, u.order_id as "orderId", o.number as "orderNumber", c.name as "storeName",
       u.amount_minor as "amountMinor", u.currency, u.used_at as "usedAt"
     from argosy.promotion_use u
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = u.order_id
     left join argosy.connection c on c.organization_id = argosy.tenant() and c.id = o.connection_id
     where u.organization_id = argosy.tenant() and u.promotion_id = $1 ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}
