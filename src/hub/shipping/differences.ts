/** Where what a courier billed or passed on is not what it should be. */

import { z } from "zod";
import type { Optional } from "../../commerce/optional.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time } from "../answer-schemas.ts";
import { bounded, COUNTED, countRows } from "../counted.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage, totalOf } from "../paging.ts";
import { type MadeWithin, timeWithin } from "../sorting.ts";

/** over: more than was said at booking (another weight, as a rule); twice; cancelled: billed although cancelled. */
export const CHARGE_DIFFERENCES = ["over", "twice", "cancelled"] as const;
/** missing: delivered, and two weeks later nothing passed on; short and over: not the amount collected. */
export const REMITTANCE_DIFFERENCES = ["missing", "short", "over"] as const;

const DAY_MS = 24 * 60 * 60_000;
const PATIENCE_DAYS = 14;

export const differenceSchema = z.object({
  id,
  orderId: id,
  orderNumber: z.string(),
  courierId: id,
  courierName: z.string(),
  reference: z.string(),
  trackingNumbers: z.array(z.string()),
  status: z.string(),
  chargeDifference: z.enum(CHARGE_DIFFERENCES).nullable(),
  remittanceDifference: z.enum(REMITTANCE_DIFFERENCES).nullable(),
  weightGrams: z.int().describe("as we packed it"),
  chargeMinor: minorUnits.nullable().describe("told at booking"),
  chargedMinor: minorUnits.nullable().describe("billed, less credits"),
  chargedCurrency: z.string().nullable(),
  collectMinor: minorUnits.describe("to be collected at the door"),
  remittedMinor: minorUnits.nullable().describe("passed on"),
  currency: z.string(),
  bookedAt: time.nullable(),
  endedAt: time.nullable(),
});
export type Difference = Answered<typeof differenceSchema>;

/** `from` and `to`: the shipment was made then. */
export type DifferenceFilter = PageRequest &
  MadeWithin &
  Optional<{
    courierId: string;
    chargeDifference: (typeof CHARGE_DIFFERENCES)[number];
    remittanceDifference: (typeof REMITTANCE_DIFFERENCES)[number];
  }>;

/** Newest shipments first; each once, with what is wrong with its bill and with its cash. */
export async function listDifferences(tx: Tx, filter: DifferenceFilter, now: Date): Promise<Page<Difference>> {
  const limit = filter.total ? COUNTED : pageLimit(filter);
  const after = filter.total ? null : decodeCursor(filter.cursor, ["time", "id"]);
  const params: unknown[] = [
    new Date(now.getTime() - PATIENCE_DAYS * DAY_MS),
    filter.courierId ?? null,
    filter.chargeDifference ?? null,
    filter.remittanceDifference ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    limit + 1,
  ];
  const sql = listOf(timeWithin("s.created_at", filter, params));
  if (filter.total) return totalOf(bounded(await countRows(tx, sql, params)));
  const rows = await tx.rows<Difference & { readonly at: string; readonly created_at: Date }>(sql, params);
  return toPage(rows, limit, {
    item: ({ at: _, created_at: _made, ...row }) => row,
    cursor: (row) => [row.at, row.id],
  });
}

const listOf = (made: string) => `select * from (
       select s.id, s.order_id as "orderId", o.number as "orderNumber", s.connection_id as "courierId",
         c.name as "courierName", s.reference, p.numbers as "trackingNumbers",
         ${columns("s", "status chargeDifference")},
         case when s.remittance_difference <> 'missing'
           or s.ended_at <= $1 then s.remittance_difference end as "remittanceDifference",
         p.weight as "weightGrams", ${columns("s", "chargeMinor chargedMinor chargedCurrency collectMinor")},
    ${columns("s", "remittedMinor currency bookedAt endedAt")},
         s.created_at, s.created_at::text as at
       from argosy.shipment s
       join argosy.sales_order o on o.organization_id = s.organization_id and o.id = s.order_id
       join argosy.connection c on c.organization_id = s.organization_id and c.id = s.connection_id
       cross join lateral (select coalesce(array_agg(tracking_number order by position), '{}') as numbers,
         sum(weight_grams)::int as weight
         from argosy.parcel where organization_id = argosy.tenant() and shipment_id = s.id) p
       where s.organization_id = argosy.tenant()
         and (s.charge_difference is not null or s.remittance_difference is not null)
         and ($2::uuid is null or s.connection_id = $2)
         ${made} and ($5::timestamptz is null or (s.created_at, s.id) < ($5, $6::uuid))) d
     where ("chargeDifference" is not null or "remittanceDifference" is not null)
       and ($3::text is null or "chargeDifference" = $3) and ($4::text is null or "remittanceDifference" = $4)
     order by created_at desc, id desc limit $7`;
