/** Lots of items, such as batches of food with their last day: which items ask for them, and what is left of each (decision 761). */

import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { markStock } from "../inventory/mark-stock.ts";
import { storableText } from "../json-column.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { lotOrSerial, mostOut, requiresSerial, serialOf } from "../serials/serials.ts";
import { down, type Placed, sortedPage, unplaced, up } from "../sorting.ts";

/** Printed in either case, and read off by people. */
export const lotOf = serialOf;

/** A month: what food is usually cleared in. */
export const DEFAULT_WARN_DAYS = 30;

export const lotStates = ["good", "expiring", "expired", "blocked", "gone"] as const;

export const lotSchema = z
  .object({
    variantId: id,
    productId: id,
    sku: z.string(),
    title: z.string(),
    lot: z.string(),
    expiresOn: z.string().nullable().describe("YYYY-MM-DD, the last day it may be shipped; null: none is known"),
    state: z
      .enum(lotStates)
      .describe("gone: no unit is left; blocked: recalled; expiring: within the item's days of warning"),
    isBlocked: z.boolean(),
    isRegistered: z.boolean().describe("false: first recorded when it was packed, not when it was received"),
    units: z.int().describe("left in stock, as received, packed and returned"),
    places: z.array(
      z.object({
        locationId: id,
        locationName: z.string(),
        units: z.int(),
        held: z.int().describe("units reserved there because the lot expired or is blocked"),
      }),
    ),
    orders: z.int().describe("orders that got it"),
    updatedAt: time,
  })
  .meta({ id: "Lot" });

export type Lot = Answered<typeof lotSchema>;

export const lotSettingSchema = z
  .object({
    asksLot: z.boolean().describe("true: each unit is packed with the number of its lot"),
    warnDays: z.int().min(0).max(3650).describe("so many days before its last one a lot is shown as expiring"),
  })
  .meta({ id: "LotSetting" });

export type LotSetting = Answered<typeof lotSettingSchema>;

const ofLot = (row: string, lot: string) =>
  `${row}.organization_id = argosy.tenant() and ${row}.variant_id = ${lot}.variant_id and ${row}.lot = ${lot}.lot`;

/**
 * SQL: units of lots by order line, as `variant_id`, `lot`, `order_id`, `order_line_id`, `units` that its buyer got at most,
 * `returned` of them, `out` that are still there, `packed_at`. `where` is over rows `k` of lot_line.
 */
export const lotUnitsOut = (where: string): string => `
  select r.*, least(r.units_packed, r.most + r.returned)::int as units,
    least(r.units_packed - r.returned, r.most)::int as out
  from (select k.variant_id, k.lot, k.order_id, k.order_line_id, sum(k.units) as units_packed,
      sum(k.returned)::int as returned, max(k.packed_at) as packed_at, ${mostOut("k")} as most
    from argosy.lot_line k
    where k.organization_id = argosy.tenant() and ${where}
    group by k.variant_id, k.lot, k.order_id, k.order_line_id) r`;

/** SQL: units left of a lot at the location of its row `w` of lot_stock; below zero where more went than came. */
export const unitsAt = (w: string): string =>
  `(${w}.units - coalesce((select sum(b.out)
    from (${lotUnitsOut(`${ofLot("k", w)} and k.location_id = ${w}.location_id`)}) b), 0))::int`;

/** SQL: units left of a lot `w` at all locations; what went too much at one is not taken off another. */
export const unitsOf = (w: string): string =>
  `coalesce((select sum(greatest(${unitsAt("s")}, 0)) from argosy.lot_stock s where ${ofLot("s", w)}), 0)::int`;

/** SQL: the organization's day at a moment. */
export const dayAt = (now: string): string =>
  `(select (${now}::timestamptz at time zone z.zone)::date from argosy.organization z
    where z.organization_id = argosy.tenant())`;

const LOTS = `select w.variant_id as "variantId", v.product_id as "productId", v.sku,
    concat_ws(' ', p.title, nullif(v.title, '')) as title, w.lot, w.expires_on as "expiresOn",
    w.blocked_at is not null as "isBlocked",
    w.is_registered as "isRegistered", u.units, w.updated_at as "updatedAt", w.expires_position,
    case when w.blocked_at is not null then 'blocked' when u.units <= 0 then 'gone'
      when w.expires_on < ${dayAt("$1")} then 'expired'
      when w.expires_on <= ${dayAt("$1")} + coalesce(i.warn_days, ${DEFAULT_WARN_DAYS}) then 'expiring'
      else 'good' end as state
  from argosy.lot w
  join argosy.variant v on v.organization_id = argosy.tenant() and v.id = w.variant_id and v.deleted_at is null
  join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  left join argosy.lot_item i on i.organization_id = argosy.tenant() and i.variant_id = w.variant_id
  cross join lateral (select ${unitsOf("w")} as units) u
  where w.organization_id = argosy.tenant()`;

const SORT = [
  ["w.expires_position", "date"],
  [`w."variantId"`, "uuid"],
  ["w.lot", "text"],
] as const;
const SORTS = { soonest: up(...SORT), latest: down(...SORT) } as const;
export const lotSorts = ["soonest", "latest"] as const satisfies readonly (keyof typeof SORTS)[];

export interface LotFilter extends PageRequest {
  readonly now: Date;
  readonly variantId?: string | undefined;
  readonly lot?: string | undefined;
  readonly state?: Lot["state"] | undefined;
  readonly expiresBefore?: string | undefined;
  readonly hasUnits?: boolean | undefined;
  readonly search?: string | undefined;
  readonly sort?: (typeof lotSorts)[number] | undefined;
}

/** Lots, the one that expires first first or last. */
export async function listLots(tx: Tx, filter: LotFilter): Promise<Page<Lot>> {
  const search = storableText(filter.search ?? "").trim();
  const params: unknown[] = [
    filter.now,
    filter.variantId ?? null,
    filter.lot === undefined ? null : lotOf(filter.lot),
    filter.state ?? null,
    filter.expiresBefore ?? null,
    search ? containing(search) : null,
    filter.hasUnits ?? null,
  ];
  const by = sortedPage(SORTS[filter.sort ?? "soonest"], filter, params);
  const rows = await by.rows<Placed<Omit<Lot, "places" | "orders">>>(
    tx,
    `select w."variantId", w."productId", w.sku, w.title, w.lot, w."expiresOn", w."isBlocked",
       w."isRegistered", w.units, w."updatedAt", w.state, ${by.place}
     from (${LOTS} and ($2::uuid is null or w.variant_id = $2) and ($3::text is null or w.lot = $3)
       and ($5::date is null or w.expires_on < $5)
       and ($6::text is null or w.lot ilike $6 or v.sku ilike $6 or p.title ilike $6)) as w
     where ($4::text is null or w.state = $4) and ($7::boolean is null or (w.units > 0) = $7) ${by.after}
     ${by.order}`,
    params,
  );
  const details = await detailsOf(tx, rows);
  return by.page(rows, (row) => ({ ...unplaced(row), ...details(row) }));
}

type Key = Pick<Lot, "variantId" | "lot">;
const keyOf = ({ variantId, lot }: Key) => `${variantId} ${lot}`;

async function detailsOf(tx: Tx, lots: readonly Key[]): Promise<(lot: Key) => Pick<Lot, "places" | "orders">> {
  const given = [lots.map(({ variantId }) => variantId), lots.map(({ lot }) => lot)];
  const locations = await tx.rows<Key & Lot["places"][number]>(
    `select s.variant_id as "variantId", s.lot, s.location_id as "locationId", l.name as "locationName",
       greatest(${unitsAt("s")}, 0) as units, s.held
     from unnest($1::uuid[], $2::text[]) as g(variant_id, lot)
     join argosy.lot_stock s
       on s.organization_id = argosy.tenant() and s.variant_id = g.variant_id and s.lot = g.lot
     join argosy.location l on l.organization_id = argosy.tenant() and l.id = s.location_id
     order by l.name, s.location_id`,
    given,
  );
  const orders = await tx.rows<Key & Pick<Lot, "orders">>(
    `select b.variant_id as "variantId", b.lot, count(distinct b.order_id)::int as orders
     from unnest($1::uuid[], $2::text[]) as g(variant_id, lot)
     cross join lateral (${lotUnitsOut("k.variant_id = g.variant_id and k.lot = g.lot")}) b
     where b.units > 0
     group by 1, 2`,
    given,
  );
  const locationsOf = Map.groupBy(locations, keyOf);
  const ordersOf = new Map(orders.map((each) => [keyOf(each), each.orders]));
  return (lot) => ({
    places: (locationsOf.get(keyOf(lot)) ?? []).map(({ variantId: _, lot: __, ...place }) => place),
    orders: ordersOf.get(keyOf(lot)) ?? 0,
  });
}

/** Throws HubError VARIANT_NOT_FOUND. */
export async function lotSetting(tx: Tx, variantId: string): Promise<LotSetting> {
  const found = await tx.maybe<{ warnDays: number | null }>(
    `select i.warn_days as "warnDays"
     from argosy.variant v
     left join argosy.lot_item i on i.organization_id = argosy.tenant() and i.variant_id = v.id
     where v.organization_id = argosy.tenant() and v.id = $1 and v.deleted_at is null`,
    [variantId],
  );
  if (!found) throw refusal("VARIANT_NOT_FOUND");
  return { asksLot: found.warnDays !== null, warnDays: found.warnDays ?? DEFAULT_WARN_DAYS };
}

/** Throws HubError VARIANT_NOT_FOUND, and LOT_OR_SERIAL where the item asks for serial numbers. */
export async function setLotSetting(
  tx: Tx,
  { variantId, asksLot, warnDays, actor, now }: By & LotSetting & { readonly variantId: string },
): Promise<void> {
  const asksForSerial = await requiresSerial(tx, variantId);
  if (asksLot && asksForSerial) throw lotOrSerial("asksLot");
  // Units of refused lots are for sale where nobody asks for lots.
  await markStock(tx, [variantId]);
  if (asksLot)
    await tx.run(
      `insert into argosy.lot_item (organization_id, variant_id, warn_days, set_by, set_at)
       values (argosy.tenant(), $1, $2, $3, $4)
       on conflict (organization_id, variant_id) do update
         set warn_days = excluded.warn_days, set_by = excluded.set_by, set_at = excluded.set_at`,
      [variantId, warnDays, actorText(actor), now],
    );
  else
    await tx.run("delete from argosy.lot_item where organization_id = argosy.tenant() and variant_id = $1", [
      variantId,
    ]);
}
