/** How couriers did with what was booked in some days: how long to the door, what came back, what it cost, by zone. */
import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits } from "../answer-schemas.ts";

export const courierPerformanceSchema = z.object({
  courierId: id,
  courierName: z.string(),
  country: z.string().nullable(),
  region: z.string().nullable().describe("where it goes to the country parcels leave from"),
  shipments: z.int().describe("booked and not cancelled"),
  delivered: z.int(),
  returned: z.int().describe("back, or on the way back"),
  daysToDeliver: z.number().nullable().describe("from the courier's hands to the door, on average"),
  charges: z.array(z.object({ currency: z.string(), minor: minorUnits, shipments: z.int() })),
});
export type CourierPerformance = Answered<typeof courierPerformanceSchema>;

/** By courier and country, at home by region, the busiest first; days in the organization's zone, both included. */
export async function courierPerformance(
  tx: Tx,
  range: { readonly from: string; readonly to: string; readonly zone: string },
): Promise<CourierPerformance[]> {
  const rows = await tx.rows<
    Omit<CourierPerformance, "charges"> & {
      readonly charges: readonly { readonly currency: string; readonly minor: string; readonly shipments: number }[];
    }
  >(
    `with home as (
       select upper(address ->> 'country') as country
       from argosy.location where organization_id = argosy.tenant() and is_default),
     asked as (
       select s.connection_id, nullif(o.shipping_address ->> 'country', '') as country,
         case
           when upper(o.shipping_address ->> 'country') = (select country from home)
             then nullif(trim(o.shipping_address ->> 'region'), '') end as region,
         s.status, s.charge_minor, s.label_shipment_id is null as is_parcel,
         s.charge_currency,
         case
           when s.status = 'delivered' then extract(epoch
             from s.ended_at - coalesce(s.left_at, s.booked_at)) / 86400 end as days
       from argosy.shipment s join argosy.sales_order o on o.organization_id = s.organization_id and o.id = s.order_id
       where s.organization_id = argosy.tenant() and s.state = 'booked' and s.status <> 'cancelled'
         and s.created_at >= ($1::date)::timestamp at time zone $3
         and s.created_at < ($2::date + 1)::timestamp at time zone $3),
     costs as (
       select connection_id, country, region,
         json_agg(json_build_object('currency', charge_currency, 'minor', minor::text, 'shipments', shipments)
           order by shipments desc, charge_currency) as charges
       from (select connection_id, country, region, charge_currency, sum(charge_minor) as minor,
           count(*) filter (where is_parcel)::int as shipments
         from asked where charge_minor is not null group by 1, 2, 3, 4) by_currency group by 1, 2, 3)
     select a.connection_id as "courierId", c.name as "courierName", a.country, a.region,
       count(*) filter (where a.is_parcel)::int as shipments,
       count(*) filter (where a.is_parcel and a.status = 'delivered')::int as delivered,
       count(*) filter (where a.is_parcel and a.status in ('rto_in_transit', 'rto_delivered'))::int as returned,
       round(avg(a.days) filter (where a.is_parcel)::numeric, 1)::float8 as "daysToDeliver",
       coalesce((select k.charges from costs k
         where k.connection_id = a.connection_id and k.country is not distinct from a.country
           and k.region is not distinct from a.region),
         '[]') as charges
     from asked a join argosy.connection c on c.organization_id = argosy.tenant() and c.id = a.connection_id
     group by a.connection_id, c.name, a.country, a.region
     order by count(*) desc, lower(c.name), a.country nulls last, a.region nulls last`,
    [range.from, range.to, range.zone],
  );
  return rows.map(({ charges, ...row }) => ({
    ...row,
    charges: charges.map(({ minor, ...charge }) => ({ ...charge, minor: BigInt(minor) })),
  }));
}
