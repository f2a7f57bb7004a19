/** Writes the order of a sale and takes its units from the register's location. */

import { z } from "zod";
import type { Actor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { announce } from "../events.ts";
import { requestPush } from "../orders/create.ts";
import { partsOf } from "../orders/line-parts.ts";
import { writeLines } from "../orders/lines.ts";
import { insertOrders } from "../orders/order-fields/order-rows.ts";
import { reconcileOrders } from "../orders/resettle.ts";
import { refusal } from "../refusals.ts";
import { OVERSOLD_TAG, type SaleOrder, saleLines, saleRow } from "./sale-order.ts";

export const shortUnitsSchema = z.object({
  variantId: id,
  sku: z.string().nullable(),
  title: z.string(),
  units: z.int(),
});

export type ShortUnits = Answered<typeof shortUnitsSchema>;

/** Answers the units sold that were not there. */
export async function writeSaleOrder(tx: Tx, order: SaleOrder, actor: Actor): Promise<readonly ShortUnits[]> {
  const { id, register, sale, now } = order;
  const lines = saleLines(order);
  const [row] = await insertOrders(tx, [saleRow(order)], now);
  if (!row) throw refusal("ORDER_NOT_CREATED");
  const coupon = sale.lines.flatMap(({ discounts }) => discounts.flatMap(({ code }) => code ?? []))[0];
  await tx.run(
    `update argosy.sales_order set request_key = $2, discount_code = $3
     where organization_id = argosy.tenant() and id = $1`,
    [id, `till:${sale.id}`, coupon ?? null],
  );
  await writeLines(
    tx,
    lines.map((after) => ({ before: null, after })),
  );
  await announce(tx, "order.created", { id, storeId: register.pushStoreId });
  const text = message("pos.sold", { register: register.name, number: sale.number });
  const entries = [{ orderId: id, kind: "created", text }];
  await reconcileOrders(tx, { orders: [row], lines, entries, actor, now });
  if (register.pushStoreId !== null)
    await requestPush(tx, { orderId: id, connectionId: register.pushStoreId, actor, now });
  const short = sale.deliverFrom === undefined ? await shortOf(tx, order) : [];
  if (short.length > 0)
    await tx.run(
      `update argosy.sales_order set tags = array_append(tags, $2)
       where organization_id = argosy.tenant() and id = $1`,
      [id, OVERSOLD_TAG],
    );
  return short;
}

/** Goods handed over leave stock, even where it becomes less than nothing: that much was not there by the hub's count. */
async function shortOf(tx: Tx, { sold, locationId }: SaleOrder): Promise<ShortUnits[]> {
  const units = new Map<string, number>();
  const parts = await partsOf(
    tx,
    sold.flatMap(({ line }) => line.variantId ?? []),
  );
  for (const { line } of sold)
    for (const part of parts.get(line.variantId ?? "") ?? [])
      units.set(part.variantId, (units.get(part.variantId) ?? 0) + line.quantity * part.quantity);
  const below = await tx.rows<{ variantId: string; sku: string | null; title: string; below: number }>(
    `select l.variant_id as "variantId", v.sku, concat_ws(' ', p.title, nullif(v.title, '')) as title,
       -l.on_hand as below
     from argosy.level l
     join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
     where l.organization_id = argosy.tenant() and l.location_id = $1 and l.variant_id = any($2::uuid[])
       and l.on_hand < 0
     order by v.sku, l.variant_id`,
    [locationId, [...units.keys()]],
  );
  return below.map(({ below: missing, ...item }) => ({
    ...item,
    units: Math.min(missing, units.get(item.variantId) ?? 0),
  }));
}
