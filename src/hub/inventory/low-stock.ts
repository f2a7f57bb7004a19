import { z } from "zod";
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts, resolveAlerts } from "../alerts/alerts.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { storableText } from "../json-column.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { down, type Placed, type SortedPage, sortedPage, unplaced, up } from "../sorting.ts";
import { incomingOfItems, incomingUnits } from "./incoming.ts";
import { type LevelKey, levelKey } from "./ledger.ts";
import { levelFields } from "./level-schema.ts";
import { CAN_BE_LOW, LOW, PACE_DAYS } from "./low-by-pace.ts";

/** Names the alert of a level that is low. */
export const lowStockCause = (key: LevelKey) => `low_stock:${key.variantId}:${key.locationId}`;

export interface LowStockNews extends LevelKey {
  readonly sku: string;
  readonly locationName: string;
  readonly available: number;
  readonly reorderPoint: number;
  readonly reorderQuantity: number | null;
  readonly isLow: boolean;
}

/**
 * Levels of these variants that became low, or are so no longer, since alerts were last told. The causes are worked
 * out before alerts are asked for them, as row level security demands of an index. Reads only.
 */
export function findLowStockNews(tx: Tx, variantIds: readonly string[]): Promise<LowStockNews[]> {
  if (variantIds.length === 0) return Promise.resolve([]);
  return tx.rows<LowStockNews>(
    `with watched as materialized (
       select l.variant_id, l.location_id, 'low_stock:' || l.variant_id || ':' || l.location_id as cause,
         l.is_low and ${CAN_BE_LOW} as is_low, v.sku, loc.name, l.available, l.reorder_point, l.reorder_quantity
       from level l
       join variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
       join location loc on loc.organization_id = argosy.tenant() and loc.id = l.location_id
       where l.organization_id = argosy.tenant() and l.variant_id = any($1::uuid[]) and l.reorder_point is not null
     )
     select ${columns("w", "variantId locationId sku")}, w.name as "locationName",
    ${columns("w", "available")},
    ${columns("w", "reorderPoint reorderQuantity isLow")}
     from watched w
     left join alert a on a.organization_id = argosy.tenant() and a.cause = w.cause and a.state <> 'resolved'
     where w.is_low is distinct from (a.id is not null)
     order by w.cause`,
    [variantIds],
  );
}

/** Opens an alert for each level that became low, closes those of levels that are so no longer. */
export async function alertLowStock(tx: Tx, news: readonly LowStockNews[], now: Date): Promise<void> {
  const low = news.filter((level) => level.isLow);
  await raiseAlerts(
    tx,
    low.map((level) => ({
      kind: "low_stock",
      severity: "warning",
      cause: lowStockCause(level),
      subject: { kind: "variant", id: level.variantId },
      title: message("alert.low_stock.title", { sku: level.sku, location: level.locationName }),
      text: message("alert.low_stock.text", {
        available: Math.max(0, level.available),
        reorderPoint: level.reorderPoint,
        suggested: suggestedOrder({ ...level, waiting: 0, incoming: 0 }),
      }),
      action: { kind: "open_variant", variantId: level.variantId, locationId: level.locationId },
      now,
    })),
  );
  const ended = news.filter((level) => !level.isLow);
  await resolveAlerts(tx, ended.map(lowStockCause), now, systemActor);
}

/**
 * Units to order, less what is there and on its way and with what is waited for: above its reorder point again, in whole
 * reorder quantities where one is set; without one, enough until more comes and for a month after it.
 */
function suggestedOrder(level: {
  readonly available: number;
  readonly reorderPoint: number | null;
  readonly reorderQuantity: number | null;
  readonly sold?: number | null;
  readonly coverDays?: number | null;
  readonly waiting: number;
  readonly incoming: number;
}): number {
  const paced = ((level.sold ?? 0) * ((level.coverDays ?? 0) + PACE_DAYS)) / PACE_DAYS;
  const desired = level.reorderPoint === null ? Math.ceil(paced) : level.reorderPoint + 1;
  const needed = Math.max(0, desired - level.available - level.incoming + level.waiting);
  const lot = level.reorderQuantity ?? 0;
  return lot > 0 ? Math.ceil(needed / lot) * lot : needed;
}

export const lowLevelSchema = z
  .object({
    ...levelFields,
    locationId: id.nullable().describe("null: over all locations, of which there are several"),
    locationName: z.string().nullable(),
    sold: z.int().nullable().describe("in the last 30 days, alone and in bundles"),
    daysOfCover: z.int().nullable().describe("how long it lasts at that pace; null: low by its reorder point"),
    coverDays: z.int().nullable().describe("how long it should last: its supplier's lead time, or two weeks"),
    waiting: z.int().describe("units ordered that nothing could be promised for yet"),
    suggestedQuantity: z
      .int()
      .describe(
        "with what is on its way, brings it above its reorder point and serves who waits; without one, lasts until more comes and a month longer",
      ),
  })
  .meta({ id: "LowLevel" });

export type LowLevel = Answered<typeof lowLevelSchema>;

const ALL_LOCATIONS = "coalesce(low.location_id, '00000000-0000-0000-0000-000000000000')";
const SCARCITY = [
  ["(low.available - low.least)::bigint", "bigint"],
  ["low.variant_id", "uuid"],
  [ALL_LOCATIONS, "uuid"],
] as const;
/** No index stands in it: each sale would have to write that one. Read are the levels that are low. */
const SORTS = { scarcest: up(...SCARCITY), leastScarce: down(...SCARCITY) } as const;
export type LowStockSort = keyof typeof SORTS;
export const lowStockSorts = ["scarcest", "leastScarce"] as const satisfies readonly LowStockSort[];

const listOf = (by: SortedPage) => `
  select low.variant_id as "variantId", ${columns("v", "productId sku")},
    concat_ws(' ', p.title, nullif(v.title, '')) as title, low.location_id as "locationId", loc.name as "locationName",
    argosy.int_sum(low.on_hand::numeric) as "onHand", argosy.int_sum(low.reserved::numeric) as reserved,
    argosy.int_sum(low.available::numeric) as available, ${columns("low", "reorderPoint reorderQuantity")},
    argosy.int_sum(low.sold::numeric) as sold,
    argosy.int_sum(low.days::numeric) as "daysOfCover", ${columns("low", "coverDays updatedAt")},
    ${by.place}
  from (${LOW}) as low
  join variant v on v.organization_id = argosy.tenant() and v.id = low.variant_id
  join product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  left join location loc on loc.organization_id = argosy.tenant() and loc.id = low.location_id
  where ($1::uuid is null or low.location_id = $1
      or (low.location_id is null and exists (select 1 from level o
        where o.organization_id = argosy.tenant() and o.variant_id = low.variant_id and o.location_id = $1)))
    and ($2::text is null or v.sku ilike $2 or p.title ilike $2)
    and ($3::uuid[] is null or low.variant_id = any($3))
    ${by.after}
  ${by.order}`;

const IS_HERE = "(w.l is null or o.location_id = w.l)";
// A pack may take nothing of its own number.
const TAKES_OWN = "coalesce((o.pack ->> 'takesOwn')::boolean, true)";

const WAITING = `
  select w.v as "variantId", w.l as "locationId", (
    coalesce((select sum(o.short_quantity) from order_line o where o.organization_id = argosy.tenant()
      and o.variant_id = w.v and o.short_quantity > 0 and ${IS_HERE} and ${TAKES_OWN}), 0)
    + coalesce((select sum(o.short_quantity * b.quantity) from bundle_item b
      join order_line o on o.organization_id = argosy.tenant()
      and o.variant_id = b.bundle_variant_id and o.short_quantity > 0 and ${IS_HERE} and ${TAKES_OWN}
      where b.organization_id = argosy.tenant() and b.component_variant_id = w.v), 0)
    + coalesce((select sum(o.short_quantity * (part ->> 'quantity')::int * coalesce(b.quantity, 1)) from order_line o
      cross join lateral jsonb_array_elements(o.pack -> 'parts') as part
      left join bundle_item b on b.organization_id = argosy.tenant() and b.component_variant_id = w.v
        and b.bundle_variant_id = (part ->> 'variantId')::uuid
      where o.organization_id = argosy.tenant() and o.pack is not null and o.short_quantity > 0 and ${IS_HERE}
        and (b.quantity is not null or (part ->> 'variantId')::uuid = w.v)), 0))::int as waiting
  from unnest($1::uuid[], $2::uuid[]) as w(v, l)`;

export interface LowStockFilter extends PageRequest {
  readonly locationId?: string | undefined;
  readonly search?: string | undefined;
  readonly variantIds?: readonly string[] | undefined;
  readonly sort?: LowStockSort | undefined;
}

type LowLevelKey = Pick<LowLevel, "variantId" | "locationId">;
const locationKey = ({ variantId, locationId }: LowLevelKey) => `${variantId} ${locationId ?? ""}`;

/** What is low, the scarcest first or from the other end, with how many to order. */
export async function listLowStock(tx: Tx, filter: LowStockFilter = {}): Promise<Page<LowLevel>> {
  const search = storableText(filter.search ?? "").trim();
  const params: unknown[] = [filter.locationId ?? null, search ? containing(search) : null, filter.variantIds ?? null];
  const by = sortedPage(SORTS[filter.sort ?? "scarcest"], filter, params);
  const rows = await by.rows<Placed<Omit<LowLevel, "waiting" | "incoming" | "suggestedQuantity">>>(
    tx,
    listOf(by),
    params,
  );
  const variantIds = rows.map((row) => row.variantId);
  const waits = await tx.rows<LowLevelKey & { waiting: number }>(WAITING, [
    variantIds,
    rows.map((row) => row.locationId),
  ]);
  const waiting = new Map(waits.map((each) => [locationKey(each), each.waiting]));
  const [byLevel, byItem] = [await incomingUnits(tx, variantIds), await incomingOfItems(tx, variantIds)];
  const item = (row: (typeof rows)[number]): LowLevel => {
    const { variantId, locationId, coverDays } = row;
    const comes =
      coverDays !== null || locationId === null
        ? byItem.get(variantId)
        : byLevel.get(levelKey({ variantId, locationId }));
    const level = { ...unplaced(row), waiting: waiting.get(locationKey(row)) ?? 0, incoming: comes ?? 0 };
    return { ...level, suggestedQuantity: suggestedOrder(level) };
  };
  return by.page(rows, item);
}
