/** Adjusted, moved and counted units whose lots are named: what is left of each follows (decision 811). */
import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import type { Answered } from "../answer-schemas.ts";
import { type LevelKey, levelKey, lockLevels } from "../inventory/ledger.ts";
import {
  adjustStock,
  countStock,
  type StockChange,
  type StockItemResult,
  type StockRequest,
  setStock,
  transferStock,
} from "../inventory/stock-changes.ts";
import { resolveStockItems, type StockItemRef } from "../inventory/stock-items.ts";
import { type ItemErrors, type NamedItem, notLeft, otherDays, packedAt, wrongSums } from "./check-lots.ts";
import { forgetHeld, heldAmong } from "./hold-lots.ts";
import { lotOf, unitsAt } from "./lots.ts";
import { type ArrivedLot, addUnits, receiveLots } from "./move-lots.ts";

interface WithLots {
  /** Lots of all of the units; absent: which they are is not said, and what is left of each stays. */
  readonly lots?: readonly ArrivedLot[] | undefined;
}

type Adjusted = StockItemRef & WithLots & { readonly delta: number };
type Moved = StockItemRef & WithLots & { readonly toLocationId: string; readonly quantity: number };
type Counted = StockItemRef & WithLots & { readonly counted: number };
type SetItem = StockItemRef & WithLots & { readonly onHand: number; readonly seenOnHand?: number | undefined };

/**
 * As `adjustStock`. Units that are taken away are taken off their lots. Items with wrong lots are refused with LOT_UNITS
 * or LOT_EXPIRY.
 */
export async function adjustLots(tx: Tx, request: StockRequest<Adjusted>): Promise<StockItemResult[]> {
  const named = await lockNamed(tx, request);
  const refused = firstOf(
    wrongSums(named, ({ item }) => Math.abs(item.delta)),
    await notLeft(
      tx,
      named.filter(({ item }) => item.delta < 0),
    ),
    await otherDays(
      tx,
      named.filter(({ item }) => item.delta > 0),
    ),
  );
  const results = await adjustStock(tx, { ...request, refused });
  for (const { item, lots, changes } of applied(request.items, results))
    for (const { variantId, locationId } of changes)
      if (item.delta > 0)
        await receiveLots(tx, { lines: [{ variantId, quantity: item.delta, lots }], locationId, now: request.now });
      else await takeLots(tx, { variantId, locationId, lots });
  return results;
}

/** As `setStock`. The lots are those of the units that come or go. Items as with `adjustLots`. */
export async function setLots(tx: Tx, request: StockRequest<SetItem>): Promise<StockItemResult[]> {
  const named = await lockNamed(tx, request);
  const onHand = await onHandAt(tx, named);
  // Beside a number that is another by now, what is refused is the number.
  const differenceOf = ({ item, ...level }: (typeof named)[number]) => item.onHand - (item.seenOnHand ?? onHand(level));
  const refused = firstOf(
    wrongSums(named, (one) => Math.abs(differenceOf(one))),
    await notLeft(
      tx,
      named.filter((one) => differenceOf(one) < 0),
    ),
    await otherDays(
      tx,
      named.filter((one) => differenceOf(one) > 0),
    ),
  );
  const results = await setStock(tx, { ...request, refused });
  for (const { lots, changes } of applied(request.items, results))
    for (const { variantId, locationId, difference } of changes)
      if (difference > 0)
        await receiveLots(tx, { lines: [{ variantId, quantity: difference, lots }], locationId, now: request.now });
      else await takeLots(tx, { variantId, locationId, lots });
  return results;
}

/** What is on hand at these levels, which are locked. */
async function onHandAt(tx: Tx, levels: readonly LevelKey[]): Promise<(level: LevelKey) => number> {
  const rows = await tx.rows<LevelKey & { onHand: number }>(
    `select l.variant_id as "variantId", l.location_id as "locationId", l.on_hand as "onHand" from argosy.level l
     where l.organization_id = argosy.tenant()
       and (l.variant_id, l.location_id) in (select v, p from unnest($1::uuid[], $2::uuid[]) as g(v, p))`,
    [levels.map(({ variantId }) => variantId), levels.map(({ locationId }) => locationId)],
  );
  const units = new Map(rows.map((row) => [levelKey(row), row.onHand]));
  return (level) => units.get(levelKey(level)) ?? 0;
}

/** As `transferStock`, also of units that are held because their lot is refused. Items as with `adjustLots`. */
export async function transferLots(tx: Tx, request: StockRequest<Moved>): Promise<StockItemResult[]> {
  const named = await lockNamed(
    tx,
    request,
    request.items.map((item) => ({ ...item, locationId: item.toLocationId })),
  );
  const refused = firstOf(
    wrongSums(named, ({ item }) => item.quantity),
    await notLeft(tx, named),
  );
  // Held units are nobody's: they may be moved away, and are held again where they come.
  const moving = named.filter(({ n }) => !refused.has(n));
  const found = await heldAmong(tx, moving);
  const heldOf = new Map(moving.map(({ n }, at) => [n, found[at] ?? []]));
  const items = request.items.map((item, n) => ({
    ...item,
    held: (heldOf.get(n) ?? []).reduce((sum, { units }) => sum + units, 0),
  }));
  const results = await transferStock(tx, { ...request, items, refused });
  for (const { n, lots, changes } of applied(request.items, results)) {
    const [from, to] = changes;
    if (!from || !to) continue;
    await forgetHeld(tx, heldOf.get(n) ?? []);
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

/**
 * As `countStock`. Lots that are not named have no unit there; units that are packed and have not left are counted, and
 * are of none. Items as with `adjustLots`.
 */
export async function countLots(tx: Tx, request: StockRequest<Counted>): Promise<StockItemResult[]> {
  const named = await lockNamed(tx, request);
  const refused = firstOf(
    wrongSums(named, ({ item }) => item.counted, await packedAt(tx, named)),
    await otherDays(tx, named),
  );
  const results = await countStock(tx, { ...request, refused });
  for (const { lots, changes } of applied(request.items, results))
    for (const { variantId, locationId } of changes) {
      const found = await countedLots(tx, { variantId, locationId, lots });
      await postCountedLots(tx, { variantId, locationId, found, now: request.now });
    }
  return results;
}

/** Items that name lots. Levels of all items are locked before any lot is, as everyone does who holds units of lots. */
async function lockNamed<Item extends StockItemRef & WithLots>(
  tx: Tx,
  { items, now }: StockRequest<Item>,
  others: readonly StockItemRef[] = [],
): Promise<(NamedItem & { readonly item: Item })[]> {
  if (items.every(({ lots }) => lots === undefined)) return [];
  const found = await resolveStockItems(tx, [...items, ...others]);
  await lockLevels(
    tx,
    found.filter((item) => item.ok),
    now,
  );
  return items.flatMap((item, n) => {
    const own = found[n];
    const { lots } = item;
    return own?.ok && lots ? [{ n, item, lots, variantId: own.variantId, locationId: own.locationId }] : [];
  });
}

const firstOf = (...errors: readonly ItemErrors[]): ItemErrors =>
  new Map(errors.toReversed().flatMap((each) => [...each]));

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

/** Items with lots that had their effect now: a repeated request moves none again. */
function applied<Item extends WithLots>(items: readonly Item[], results: readonly StockItemResult[]) {
  return items.flatMap((item, n) => {
    const result = results[n];
    const changes: readonly StockChange[] = result?.ok ? result.changes : [];
    return item.lots !== undefined && changes.length > 0 ? [{ n, item, lots: item.lots, changes }] : [];
  });
}

async function takeLots(tx: Tx, { variantId, locationId, lots }: OfLevel): Promise<void> {
  await addUnits(
    tx,
    lots.map(({ lot, quantity }) => ({
      ...{ variant_id: variantId, location_id: locationId },
      ...{ lot: lotOf(lot), units: -quantity },
    })),
  );
}
