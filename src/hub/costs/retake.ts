/** Taking the costs of sold lines again, where what was known of them was wrong. */
import type { Tx } from "../../db/database.ts";
import { decodeCursor, encodeCursor } from "../paging.ts";
import { lockLayerBook } from "./layers.ts";
import { takeLineCosts } from "./line-costs.ts";

export interface Retake {
  /** YYYY-MM-DD: orders placed from the beginning of this day on, in the organization's time zone. */
  readonly from: string;
  /** Only lines with this variant, or with a bundle that contains it. */
  readonly variantId?: string | undefined;
  /** `next` of the answer before. */
  readonly cursor?: string | undefined;
  readonly now: Date;
}

export interface Retaken {
  readonly orders: number;
  /** Where to go on; null: all are done. */
  readonly next: string | null;
}

const ORDERS_AT_ONCE = 500;

// $1 the day, $2 the variant.
const CHOSEN = `o.organization_id = argosy.tenant()
    and o.placed_at >= (select $1::date::timestamp at time zone g.zone from argosy.organization g
      where g.organization_id = argosy.tenant())
    and ($2::uuid is null or exists (select 1 from argosy.order_line x
      where x.organization_id = argosy.tenant() and x.order_id = o.id and (x.variant_id = $2 or x.variant_id in (
        select b.bundle_variant_id from argosy.bundle_item b
        where b.organization_id = argosy.tenant() and b.component_variant_id = $2))))`;

/**
 * Takes the costs of some hundred orders again, the one placed first before the others. The first call of several gives
 * back the layers of all of them, so that they are taken anew in the order of the sales.
 */
export async function retakeLineCosts(tx: Tx, { from, variantId, cursor, now }: Retake): Promise<Retaken> {
  const [at, id] = decodeCursor(cursor, ["time", "id"]) ?? [null, null];
  await lockLayerBook(tx);
  if (at === null)
    await tx.run(
      `delete from argosy.layer_use u
       using argosy.sales_order o
       join argosy.order_line l on l.organization_id = argosy.tenant() and l.order_id = o.id
       where ${CHOSEN} and u.organization_id = argosy.tenant() and u.line_id = l.id`,
      [from, variantId ?? null],
    );
  const orders = await tx.rows<{ id: string; at: string }>(
    `select o.id, o.placed_at::text as at
     from argosy.sales_order o
     where ${CHOSEN} and ($3::timestamptz is null or (o.placed_at, o.id) > ($3::timestamptz, $4::uuid))
     order by o.placed_at, o.id limit ${ORDERS_AT_ONCE + 1}`,
    [from, variantId ?? null, at, id],
  );
  const page = orders.slice(0, ORDERS_AT_ONCE);
  const ids = page.map((order) => order.id);
  await tx.run("delete from argosy.line_cost where organization_id = argosy.tenant() and order_id = any($1::uuid[])", [
    ids,
  ]);
  await takeLineCosts(tx, ids, now);
  const last = page.at(-1);
  return { orders: page.length, next: orders.length > page.length && last ? encodeCursor([last.at, last.id]) : null };
}
