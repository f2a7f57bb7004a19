import type { Tx } from "../../db/database.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";

export interface Reservation {
  readonly lineId: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly storeId: string | null;
  /** The variant ordered; a bundle holds its components. */
  readonly variantId: string;
  readonly sku: string;
  readonly title: string;
  readonly locationId: string | null;
  readonly reserved: number;
  readonly short: number;
  readonly placedAt: Date;
}

/** Order lines that hold stock or wait for it, newest first; of one variant: also the bundles that contain it. */
export async function listReservations(
  tx: Tx,
  filter: PageRequest & { readonly variantId?: string | undefined; readonly short?: boolean | undefined },
): Promise<Page<Reservation>> {
  const limit = pageLimit(filter);
  const after = decodeCursor(filter.cursor, ["id"]);
  const rows = await tx.rows<Reservation>(
    `select l.id as "lineId", o.id as "orderId", o.number as "orderNumber", o.connection_id as "storeId",
       l.variant_id as "variantId", v.sku, l.title, l.location_id as "locationId", l.reserved_quantity as reserved,
       l.short_quantity as short, o.placed_at as "placedAt"
     from order_line l
     join sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id
     join variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     where l.organization_id = argosy.tenant() and (l.reserved_quantity > 0 or l.short_quantity > 0)
       and ($1::uuid is null or l.id < $1::uuid)
       and ($2::uuid is null or l.variant_id = $2 or l.variant_id in (select b.bundle_variant_id from bundle_item b
         where b.organization_id = argosy.tenant() and b.component_variant_id = $2))
       and (not $3::boolean or l.short_quantity > 0)
     order by l.id desc limit $4`,
    [after?.[0] ?? null, filter.variantId ?? null, filter.short ?? false, limit + 1],
  );
  return toPage(rows, limit, { item: (row) => row, cursor: (row) => [row.lineId] });
}
