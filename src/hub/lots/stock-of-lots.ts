/** Adjusted, moved and counted units whose lots are named: what is left of each follows (decision 811). */
import { z } from "zod";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import type { Answered } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import {
  adjustStock,
  countStock,
  type StockChange,
  type StockItemResult,
  type StockRequest,
  transferStock,
} from "../inventory/stock-changes.ts";
import { resolveStockItems, type StockItemRef } from "../inventory/stock-items.ts";
import { releaseLots } from "./hold-lots.ts";
import { lotOf, unitsAt } from "./lots.ts";
import { type ArrivedLot, addUnits, receiveLots } from "./move-lots.ts";

interface WithLots {
  /** Lots of all of the units; absent: which they are is not said, and what is left of each stays. */
  readonly lots?: readonly ArrivedLot[] | undefined;
}

type Adjusted = StockItemRef & WithLots & { readonly delta: number };
type Moved = StockItemRef & WithLots & { readonly toLocationId: string; readonly quantity: number };
type Counted = StockItemRef & WithLots & { readonly counted: number };

/** As `adjustStock`. Units that are taken away are taken off their lots. Throws HubError LOT_UNITS and LOT_EXPIRY. */
export async function adjustLots(tx: Tx, request: StockRequest<Adjusted>): Promise<StockItemResult[]> {
  requireSums(request.items, ({ delta }) => Math.abs(delta));
  const results = await adjustStock(tx, request);
  for (const { item, lots, changes } of applied(request.items, results))
    for (const { variantId, locationId } of changes)
      if (item.delta > 0)
        await receiveLots(tx, { lines: [{ variantId, quantity: item.delta, lots }], locationId, now: request.now });
      else await takeLots(tx, { variantId, locationId, lots });
  return results;
}

/** As `transferStock`, also of units that are held because their lot is refused. Throws HubError LOT_UNITS. */
export async function transferLots(tx: Tx, request: StockRequest<Moved>): Promise<StockItemResult[]> {
  requireSums(request.items, ({ quantity }) => quantity);
  await releaseMoved(tx, request);
  const results = await transferStock(tx, request);
  for (const { lots, changes } of applied(request.items, results)) {
    const [from, to] = changes;
    if (!from || !to) continue;
    await takeLots(tx, { ...from, lots });
    await addUnits(
      tx,
      lots.map(({ lot, quantity }) => ({
        ...{ variant_id: to.variantId, location_id: to.locationId },
        ...{ lot: lotOf(lot), units: quantity },
      })),
    );
  }
  return results;
}

/** As `countStock`. Lots that are not named have no unit there. Throws HubError LOT_UNITS and LOT_EXPIRY. */
export async function countLots(tx: Tx, request: StockRequest<Counted>): Promise<StockItemResult[]> {
  requireSums(request.items, ({ counted }) => counted);
  const results = await countStock(tx, request);
  for (const { lots, changes } of applied(request.items, results))
    for (const { variantId, locationId } of changes) {
      const found = await countedLots(tx, { variantId, locationId, lots });
      await postCountedLots(tx, { variantId, locationId, found, now: request.now });
    }
  return results;
}

interface OfLevel {
  readonly variantId: string;
  readonly locationId: string;
  readonly lots: readonly ArrivedLot[];
}

export const countedLotSchema = z.object({
  lot: z.string(),
  expiresOn: z.string().nullable().describe("YYYY-MM-DD; null: as known"),
  expected: z.int().describe("left of it, when it was counted or now"),
  counted: z.int(),
});

export type CountedLot = Answered<typeof countedLotSchema>;

/** What was counted of each lot that is named or was expected at a location. */
export async function countedLots(tx: Tx, { variantId, locationId, lots }: OfLevel): Promise<CountedLot[]> {
  const expected = await tx.rows<{ lot: string; units: number }>(
    `select s.lot, ${unitsAt("s")} as units from argosy.lot_stock s
     where s.organization_id = argosy.tenant() and s.variant_id = $1 and s.location_id = $2`,
    [variantId, locationId],
  );
  const before = new Map(expected.map(({ lot, units }) => [lot, units]));
  const named = Map.groupBy(lots, ({ lot }) => lotOf(lot));
  return [...new Set([...before.keys(), ...named.keys()])].map((lot) => ({
    lot,
    expiresOn: named.get(lot)?.find(({ expiresOn }) => expiresOn !== undefined)?.expiresOn ?? null,
    counted: (named.get(lot) ?? []).reduce((sum, { quantity }) => sum + quantity, 0),
    expected: before.get(lot) ?? 0,
  }));
}

/** Writes what was counted: what came and went since stays so. Throws HubError LOT_EXPIRY. */
export async function postCountedLots(
  tx: Tx,
  {
    variantId,
    locationId,
    found,
    now,
  }: Omit<OfLevel, "lots"> & { readonly found: readonly CountedLot[]; readonly now: Date },
): Promise<void> {
  const entered = found.flatMap(({ lot, expiresOn, counted }) =>
    counted > 0 ? [{ lot, quantity: 0, expiresOn: expiresOn ?? undefined }] : [],
  );
  await receiveLots(tx, { lines: [{ variantId, quantity: 0, lots: entered }], locationId, now });
  await addUnits(
    tx,
    found.map(({ lot, counted, expected }) => ({
      ...{ variant_id: variantId, location_id: locationId },
      ...{ lot, units: counted - expected },
    })),
  );
}

/** Throws HubError LOT_UNITS where lots are named and do not add up to the units. */
export function requireSums<Item extends WithLots>(items: readonly Item[], unitsOf: (item: Item) => number): void {
  for (const [n, item] of items.entries()) {
    if (item.lots === undefined) continue;
    const sum = item.lots.reduce((all, { quantity }) => all + quantity, 0);
    if (sum !== unitsOf(item))
      throw refused(message("refused.lotSum", { sum, units: unitsOf(item) }), `items.${n}.lots`);
  }
}

const refused = (text: ReturnType<typeof message>, field: string) =>
  new HubError("LOT_UNITS", "validation", text, field);

/** Items with lots that had their effect now: a repeated request moves none again. */
function applied<Item extends WithLots>(items: readonly Item[], results: readonly StockItemResult[]) {
  return items.flatMap((item, n) => {
    const result = results[n];
    const changes: readonly StockChange[] = result?.ok ? result.changes : [];
    return item.lots !== undefined && changes.length > 0 ? [{ item, lots: item.lots, changes }] : [];
  });
}

async function takeLots(tx: Tx, { variantId, locationId, lots }: OfLevel): Promise<void> {
  const units = Map.groupBy(lots, ({ lot }) => lotOf(lot));
  const rows = [...units].map(([lot, each]) => ({
    ...{ variant_id: variantId, location_id: locationId, lot },
    units: -each.reduce((sum, { quantity }) => sum + quantity, 0),
  }));
  const there = await tx.rows<{ lot: string; units: number }>(
    `select s.lot, ${unitsAt("s")} as units from argosy.lot_stock s
     where s.organization_id = argosy.tenant() and s.variant_id = $1 and s.location_id = $2 and s.lot = any($3::text[])
     order by s.lot for update of s`,
    [variantId, locationId, rows.map(({ lot }) => lot)],
  );
  for (const { lot, units } of rows) {
    const left = Math.max(0, there.find((one) => one.lot === lot)?.units ?? 0);
    if (left < -units) throw refused(message("refused.lotNotEnough", { lot, units: left }), "lots");
  }
  await addUnits(tx, rows);
}

/** Held units are nobody's: they may be moved away, and are held again where they come. */
async function releaseMoved(tx: Tx, { items, actor, now }: StockRequest<Moved>): Promise<void> {
  if (items.every(({ lots }) => lots === undefined)) return;
  const found = await resolveStockItems(tx, items);
  const moved = items.flatMap(({ lots = [] }, n) => {
    const item = found[n];
    return item?.ok ? lots.map(({ lot, quantity }) => ({ ...item, lot: lotOf(lot), units: quantity })) : [];
  });
  await releaseLots(tx, { moved, actor, now });
}
