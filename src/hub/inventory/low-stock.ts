import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts, resolveAlerts } from "../alerts/alerts.ts";
import { storableText } from "../json-column.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { down, type Placed, type SortedPage, sortedPage, unplaced, up } from "../sorting.ts";
import { incomingUnits } from "./incoming.ts";
import { type LevelKey, levelKey } from "./ledger.ts";

/** Names the alert of a level that is low. */
export const lowStockCause = (key: LevelKey) => `low_stock:${key.variantId}:${key.locationId}`;

// Nobody orders a bundle, what is deleted, or for a place that is closed.
const COUNTS = `v.deleted_at is null and v.counted and loc.active and not exists (select 1 from bundle_item b
  where b.organization_id = argosy.tenant() and b.bundle_variant_id = l.variant_id)`;

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
         l.is_low and ${COUNTS} as is_low, v.sku, loc.name, l.available, l.reorder_point, l.reorder_quantity
       from level l
       join variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
       join location loc on loc.organization_id = argosy.tenant() and loc.id = l.location_id
       where l.organization_id = argosy.tenant() and l.variant_id = any($1::uuid[]) and l.reorder_point is not null
     )
     select w.variant_id as "variantId", w.location_id as "locationId", w.sku, w.name as "locationName", w.available,
       w.reorder_point as "reorderPoint", w.reorder_quantity as "reorderQuantity", w.is_low as "isLow"
     from watched w
     left join alert a on a.organization_id = argosy.tenant() and a.cause = w.cause and a.state <> 'resolved'
     where w.is_low is distinct from (a.id is not null)
     order by w.cause`,
    [variantIds],
  );
}

/** Opens an alert for each level that became low, closes those of levels that are so no longer. */
export async function tellLowStock(tx: Tx, news: readonly LowStockNews[], now: Date): Promise<void> {
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
 * Units that, with what is on its way, bring a level above its reorder point again and serve who waits; whole reorder
 * quantities where one is set.
 */
function suggestedOrder(level: {
  readonly available: number;
  readonly reorderPoint: number;
  readonly reorderQuantity: number | null;
  readonly waiting: number;
  readonly incoming: number;
}): number {
  const needed = Math.max(0, level.reorderPoint + 1 - level.available - level.incoming + level.waiting);
  const lot = level.reorderQuantity ?? 0;
  return lot > 0 ? Math.ceil(needed / lot) * lot : needed;
}

export interface LowLevel extends LevelKey {
  readonly productId: string;
  readonly sku: string;
  readonly title: string;
  readonly locationName: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  readonly reorderPoint: number;
  readonly reorderQuantity: number | null;
  /** Units ordered that nothing could be promised for yet, alone or in bundles. */
  readonly waiting: number;
  /** On their way by purchase orders. */
  readonly incoming: number;
  readonly suggestedQuantity: number;
  readonly updatedAt: Date;
}

const SCARCITY = [
  ["(l.available - l.reorder_point)::bigint", "bigint"],
  ["l.variant_id", "uuid"],
  ["l.location_id", "uuid"],
] as const;
/** No index stands in it: each sale would have to write that one. Read are the levels that are low. */
const SORTS = { scarcest: up(...SCARCITY), leastScarce: down(...SCARCITY) } as const;
export type LowStockSort = keyof typeof SORTS;
export const lowStockSorts = ["scarcest", "leastScarce"] as const satisfies readonly LowStockSort[];

const listOf = (by: SortedPage) => `
  select l.variant_id as "variantId", v.product_id as "productId", v.sku,
    concat_ws(' ', p.title, nullif(v.title, '')) as title, l.location_id as "locationId", loc.name as "locationName",
    l.on_hand as "onHand", l.reserved, l.available, l.reorder_point as "reorderPoint",
    l.reorder_quantity as "reorderQuantity", l.updated_at as "updatedAt", ${by.place}
  from level l
  join variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  join product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  join location loc on loc.organization_id = argosy.tenant() and loc.id = l.location_id
  where l.organization_id = argosy.tenant() and l.is_low and ${COUNTS}
    and ($1::uuid is null or l.location_id = $1)
    and ($2::text is null or v.sku ilike $2 or p.title ilike $2)
    ${by.after}
  ${by.order}`;

const WAITING = `
  select w.v as "variantId", w.l as "locationId", (
    coalesce((select sum(o.short_quantity) from order_line o where o.organization_id = argosy.tenant()
      and o.variant_id = w.v and o.short_quantity > 0 and o.location_id = w.l), 0)
    + coalesce((select sum(o.short_quantity * b.quantity) from bundle_item b
      join order_line o on o.organization_id = argosy.tenant()
      and o.variant_id = b.bundle_variant_id and o.short_quantity > 0 and o.location_id = w.l
      where b.organization_id = argosy.tenant() and b.component_variant_id = w.v), 0))::int as waiting
  from unnest($1::uuid[], $2::uuid[]) as w(v, l)`;

export interface LowStockFilter extends PageRequest {
  readonly locationId?: string | undefined;
  readonly search?: string | undefined;
  readonly sort?: LowStockSort | undefined;
}

/** Levels at or below their reorder point, the scarcest first or from the other end, with how many to order. */
export async function listLowStock(tx: Tx, filter: LowStockFilter = {}): Promise<Page<LowLevel>> {
  const search = storableText(filter.search ?? "").trim();
  const params: unknown[] = [filter.locationId ?? null, search ? containing(search) : null];
  const by = sortedPage(SORTS[filter.sort ?? "scarcest"], filter, params);
  const rows = await by.rows<Placed<Omit<LowLevel, "waiting" | "incoming" | "suggestedQuantity">>>(
    tx,
    listOf(by),
    params,
  );
  const waits = await tx.rows<LevelKey & { waiting: number }>(WAITING, [
    rows.map((row) => row.variantId),
    rows.map((row) => row.locationId),
  ]);
  const waiting = new Map(waits.map((each) => [lowStockCause(each), each.waiting]));
  const incoming = await incomingUnits(
    tx,
    rows.map((row) => row.variantId),
  );
  const item = (row: (typeof rows)[number]): LowLevel => {
    const level = {
      ...unplaced(row),
      waiting: waiting.get(lowStockCause(row)) ?? 0,
      incoming: incoming.get(levelKey(row)) ?? 0,
    };
    return { ...level, suggestedQuantity: suggestedOrder(level) };
  };
  return by.page(rows, item);
}
