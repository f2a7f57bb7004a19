/** Which orders got a lot: whom a recall has to reach. */
import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import type { Page, PageRequest } from "../paging.ts";
import { down, type Placed, sortedPage, unplaced } from "../sorting.ts";
import { lotOf, lotUnitsOut } from "./lots.ts";

export const lotOrderSchema = z
  .object({
    orderId: id,
    orderNumber: z.string(),
    platformNumber: z.string(),
    storeName: z.string().nullable(),
    customerName: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    units: z.int().describe("packed for it"),
    returned: z.int().describe("of them, those that came back"),
    packedAt: time,
  })
  .meta({ id: "LotOrder" });

export type LotOrder = Answered<typeof lotOrderSchema>;

const SORT = down(["w.packed_at", "timestamptz"], [`w."orderId"`, "uuid"]);

/** The last packed first. Units that never left, of orders that were cancelled or lines that were cut, are not among them. */
export async function listLotOrders(
  tx: Tx,
  filter: PageRequest & { readonly variantId: string; readonly lot: string },
): Promise<Page<LotOrder>> {
  const params: unknown[] = [filter.variantId, lotOf(filter.lot)];
  const by = sortedPage(SORT, filter, params);
  const rows = await by.rows<Placed<LotOrder>>(
    tx,
    `select w."orderId", o.number as "orderNumber", o.ext_number as "platformNumber", c.name as "storeName",
       coalesce(o.contact ->> 'name', o.shipping_address ->> 'name') as "customerName", o.contact ->> 'email' as email,
       coalesce(o.contact ->> 'phone', o.shipping_address ->> 'phone') as phone, w.units, w.returned,
       w.packed_at as "packedAt", ${by.place}
     from (
       select b.order_id as "orderId", sum(b.units)::int as units, sum(b.returned)::int as returned,
         max(b.packed_at) as packed_at
       from (${lotUnitsOut("k.variant_id = $1 and k.lot = $2")}) b
       where b.units > 0
       group by 1) as w
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = w."orderId"
     left join argosy.connection c on c.organization_id = argosy.tenant() and c.id = o.connection_id
     where true ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}
