import type { Tx } from "../../db/database.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";

export interface StockHistoryRow {
  readonly id: string;
  readonly variantId: string;
  readonly sku: string;
  readonly locationId: string;
  readonly locationName: string;
  readonly cause: string;
  readonly causeRef: string;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
  readonly onHandAfter: number;
  readonly reservedAfter: number;
  readonly orderId: string | null;
  readonly orderNumber: string | null;
  readonly actor: string;
  readonly note: string;
  readonly at: Date;
}

/** Every movement of stock, newest first, of one variant or of all. */
export async function listStockHistory(
  tx: Tx,
  filter: PageRequest & {
    readonly variantId?: string | undefined;
    readonly locationId?: string | undefined;
    readonly cause?: string | undefined;
  },
): Promise<Page<StockHistoryRow>> {
  const limit = pageLimit(filter);
  const after = decodeCursor(filter.cursor, ["id"]);
  const rows = await tx.rows<StockHistoryRow>(
    `select m.id, m.variant_id as "variantId", v.sku, m.location_id as "locationId", loc.name as "locationName",
       m.cause_kind as cause, m.cause_ref as "causeRef", m.on_hand_delta as "onHandDelta", m.reserved_delta as "reservedDelta",
       m.on_hand_after as "onHandAfter", m.reserved_after as "reservedAfter", m.order_id as "orderId",
       o.number as "orderNumber", m.actor, m.note, m.created_at as at
     from movement m
     join variant v on v.organization_id = argosy.tenant() and v.id = m.variant_id
     join location loc on loc.organization_id = argosy.tenant() and loc.id = m.location_id
     left join sales_order o on o.organization_id = argosy.tenant() and o.id = m.order_id
     where m.organization_id = argosy.tenant() and ($1::uuid is null or m.id < $1::uuid)
       and ($2::uuid is null or m.variant_id = $2) and ($3::uuid is null or m.location_id = $3)
       and ($4::text is null or m.cause_kind = $4)
     order by m.id desc limit $5`,
    [after?.[0] ?? null, filter.variantId ?? null, filter.locationId ?? null, filter.cause ?? null, limit + 1],
  );
  return toPage(rows, limit, { item: (row) => row, cursor: (row) => [row.id] });
}
