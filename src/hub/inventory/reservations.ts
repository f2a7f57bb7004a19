import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type Placed, sortedPage, unplaced } from "../sorting.ts";

export const reservationSchema = z.object({
  lineId: id,
  orderId: id,
  orderNumber: z.string(),
  storeId: id.nullable(),
  /** The variant ordered; a bundle holds its components. */
  variantId: id,
  sku: z.string(),
  title: z.string(),
  locationId: id.nullable(),
  reserved: z.int(),
  short: z.int(),
  placedAt: time,
});

export type Reservation = Answered<typeof reservationSchema>;

const SORTS = byAge(["l.id", "uuid"]);

export interface ReservationFilter extends PageRequest {
  /** Also of the bundles and packs that contain it. */
  readonly variantId?: string | undefined;
  readonly short?: boolean | undefined;
  readonly sort?: BothEnds | undefined;
}

/** Order lines that hold stock or wait for it, newest first or from the other end. */
export async function listReservations(tx: Tx, filter: ReservationFilter): Promise<Page<Reservation>> {
  const params: unknown[] = [filter.variantId ?? null, filter.short ?? false];
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<Reservation>>(
    tx,
    `select l.id as "lineId", o.id as "orderId", o.number as "orderNumber", o.connection_id as "storeId",
       l.variant_id as "variantId", v.sku, l.title, l.location_id as "locationId", l.reserved_quantity as reserved,
       l.short_quantity as short, o.placed_at as "placedAt", ${by.place}
     from order_line l
     join sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id
     join variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     where l.organization_id = argosy.tenant() and (l.reserved_quantity > 0 or l.short_quantity > 0)
       and ($1::uuid is null or exists (select from (
           select $1::uuid as id union all select b.bundle_variant_id from bundle_item b
           where b.organization_id = argosy.tenant() and b.component_variant_id = $1) w
         where w.id = l.variant_id
           or w.id in (select (part ->> 'variantId')::uuid from jsonb_array_elements(l.pack -> 'parts') as part)))
       and (not $2::boolean or l.short_quantity > 0)
       ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}
