/** Serial numbers of units: which items ask for them, and where each is (decision 734). */

import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { storableText } from "../json-column.ts";
import { refusal } from "../refusals.ts";

const serialPlaces = ["here", "order", "written_off"] as const;

export const serialNumberSchema = z.object({
  variantId: id,
  sku: z.string(),
  title: z.string(),
  serial: z.string(),
  place: z.enum(serialPlaces),
  orderId: id.nullable().describe("the order it is with, or was last with"),
  orderNumber: z.string().nullable(),
  packedAt: time.nullable(),
  receiptId: id.nullable().describe("the goods receipt that brought it; null: first seen when it was packed"),
});

export type SerialNumber = Answered<typeof serialNumberSchema>;

/** Scanners and people write them in either case. */
export const serialOf = (given: string): string => storableText(given).trim().toUpperCase();

/**
 * SQL over a row `of` with an order's line: up to how many of its units the buyer can have. Others never left: the order was
 * cancelled or refunded in full, or the line was cut. They went back on the shelf.
 */
export const mostOut = (of: string): string => `(
    select case when t.status = 'cancelled' or t.financial = 'refunded' then tl.fulfilled_quantity
      else greatest(tl.quantity, tl.fulfilled_quantity) end
    from argosy.sales_order t
    join argosy.order_line tl on tl.organization_id = argosy.tenant() and tl.id = ${of}.order_line_id
    where t.organization_id = argosy.tenant() and t.id = ${of}.order_id)`;

/** SQL over a serial number `n`: it cannot be packed again. */
export const IS_TAKEN = `(n.place = 'order' and coalesce(${mostOut("n")} > 0, true))`;

const NUMBERS = `select n.variant_id as "variantId", v.sku, coalesce(nullif(v.title, ''), p.title) as title, n.serial,
    case when n.place = 'order' and not ${IS_TAKEN} then 'here' else n.place end as place,
    n.order_id as "orderId", o.number as "orderNumber", n.packed_at as "packedAt", n.receipt_id as "receiptId"
  from argosy.serial_number n
  join argosy.variant v on v.organization_id = argosy.tenant() and v.id = n.variant_id
  join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  left join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = n.order_id
  where n.organization_id = argosy.tenant()`;

export interface SerialLookup {
  readonly items: readonly SerialNumber[];
  /** Numbers of the item were recorded when it was received: others are unknown. */
  readonly areReceived: boolean;
}

/** Where a serial number is, of one item or of all. */
export async function findSerial(
  tx: Tx,
  { serial, variantId }: { readonly serial: string; readonly variantId?: string | undefined },
): Promise<SerialLookup> {
  const items = await tx.rows<SerialNumber>(
    `${NUMBERS} and n.serial = $1 and ($2::uuid is null or n.variant_id = $2) order by v.sku limit 100`,
    [serialOf(serial), variantId ?? null],
  );
  const { areReceived } = await tx.one<{ areReceived: boolean }>(
    `select exists (select from argosy.serial_number
       where organization_id = argosy.tenant() and variant_id = $1 and receipt_id is not null) as "areReceived"`,
    [variantId ?? null],
  );
  return { items, areReceived };
}

/** Whether every unit of a variant is packed with its serial number. Throws HubError VARIANT_NOT_FOUND. */
export async function requiresSerial(tx: Tx, variantId: string): Promise<boolean> {
  const found = await tx.maybe<{ asks: boolean }>(
    `select exists (select from argosy.serial_item s
       where s.organization_id = argosy.tenant() and s.variant_id = v.id) as asks
     from argosy.variant v where v.organization_id = argosy.tenant() and v.id = $1 and v.deleted_at is null`,
    [variantId],
  );
  if (!found) throw refusal("VARIANT_NOT_FOUND");
  return found.asks;
}

/** A unit is known by its own number, or by that of its lot. */
export const lotOrSerial = (field: string) =>
  new HubError("LOT_OR_SERIAL", "conflict", message("refused.lotOrSerial"), field);

/** Throws HubError VARIANT_NOT_FOUND, and LOT_OR_SERIAL where the item asks for lots. */
export async function setRequiresSerial(
  tx: Tx,
  { variantId, asks, actor, now }: By & { readonly variantId: string; readonly asks: boolean },
): Promise<void> {
  await requiresSerial(tx, variantId);
  const { asksLot } = await tx.one<{ asksLot: boolean }>(
    `select exists (select from argosy.lot_item
       where organization_id = argosy.tenant() and variant_id = $1) as "asksLot"`,
    [variantId],
  );
  if (asks && asksLot) throw lotOrSerial("asksSerial");
  if (asks)
    await tx.run(
      `insert into argosy.serial_item (organization_id, variant_id, set_by, set_at)
       values (argosy.tenant(), $1, $2, $3) on conflict do nothing`,
      [variantId, actorText(actor), now],
    );
  else
    await tx.run("delete from argosy.serial_item where organization_id = argosy.tenant() and variant_id = $1", [
      variantId,
    ]);
}
