/** Which order a scanned code means: its tote, its number here or on its channel, its tracking number, or one of its items. */

import { searchedForms } from "../../commerce/product-codes.ts";
import type { Tx } from "../../db/database.ts";
import { storableText } from "../json-column.ts";
import { ORDER_STATE } from "../orders/order-state.ts";
import type { PackedOrder } from "../orders/packed-order.ts";
import { linesToPack, READY_STATES } from "../orders/packed-units.ts";
import { packedOrders } from "../orders/packing.ts";
import { ordersByNumber, ordersByTracking } from "../orders/scanned-orders.ts";

export const scannedBy = ["tote", "number", "tracking", "item"] as const;

export interface Found {
  /** Null: nothing goes by this code. */
  readonly by: (typeof scannedBy)[number] | null;
  /** Several where channels number alike. */
  readonly orders: readonly PackedOrder[];
}

interface ScanQuery {
  readonly code: string;
  /** The batch at the station: its totes are named by their number alone, and items are of its orders. */
  readonly batchId?: string | undefined;
}

export async function findScanned(tx: Tx, { code: given, batchId }: ScanQuery): Promise<Found> {
  const code = storableText(given).trim();
  const steps = [
    ["tote", () => ofTote(tx, code, batchId)],
    ["number", () => ordersByNumber(tx, code)],
    ["tracking", () => ordersByTracking(tx, code)],
    ["item", () => ofItem(tx, code, batchId)],
  ] as const;
  for (const [by, find] of steps) {
    const ids = await find();
    if (ids.length > 0) return { by, orders: await packedOrders(tx, ids) };
  }
  return { by: null, orders: [] };
}

const idsOf = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id);

/** "B-12-4", or 4 in a batch. */
async function ofTote(tx: Tx, code: string, batchId: string | undefined): Promise<readonly string[]> {
  const [, number, tote] = /^(B-\d{1,9})-(\d{1,3})$/i.exec(code) ?? [];
  if (number !== undefined) {
    const batch = await tx.maybe<{ id: string }>(
      "select id from argosy.pick_batch where organization_id = argosy.tenant() and number = upper($1)",
      [number],
    );
    return batch ? inTote(tx, batch.id, Number(tote)) : [];
  }
  return batchId !== undefined && /^\d{1,3}$/.test(code) ? inTote(tx, batchId, Number(code)) : [];
}

async function inTote(tx: Tx, batchId: string, tote: number): Promise<readonly string[]> {
  return idsOf(
    await tx.rows<{ id: string }>(
      `select order_id as id from argosy.pick_batch_order
       where organization_id = argosy.tenant() and batch_id = $1 and tote = $2`,
      [batchId, tote],
    ),
  );
}

/** The first tote with this item left to pack: of the batch at the station, else of all that are open. */
async function ofItem(tx: Tx, code: string, batchId: string | undefined): Promise<readonly string[]> {
  return idsOf(
    await tx.rows<{ id: string }>(
      `select e.order_id as id
       from argosy.pick_batch_order e
       join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = e.order_id
       where e.organization_id = argosy.tenant() and e.is_open and ($1::uuid is null or e.batch_id = $1)
         and exists (select 1
           from (${linesToPack("e.order_id")}) w
           join argosy.order_line i on i.organization_id = argosy.tenant() and i.id = w.id
           left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = i.variant_id
           where w.units > 0 and (v.barcode = any($2::text[]) or lower(coalesce(i.sku, v.sku)) = lower($3)))
         and (${ORDER_STATE}) in ${READY_STATES}
       order by e.batch_id, e.tote limit 1`,
      [batchId ?? null, searchedForms(code), code],
    ),
  );
}
