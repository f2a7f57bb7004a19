/** Which lots the counted units of a line are of. */
import { z } from "zod";
import { MOST_UNITS } from "../../commerce/inventory.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import type { LevelKey } from "../inventory/ledger.ts";
import type { ResolvedItem } from "../inventory/stock-items.ts";
import { jsonRows } from "../json-column.ts";
import { type ItemErrors, lotKey, otherDays, packedAt, packedUnsent, wrongSums } from "../lots/check-lots.ts";
import { unitsAt } from "../lots/lots.ts";
import type { ArrivedLot } from "../lots/move-lots.ts";
import { type CountedLot, countedLotSchema, countedLots } from "../lots/stock-of-lots.ts";

const countedLot = countedLotSchema.extend({ counted: z.int().nullable() });

export const countedLotFields = {
  asksLot: z.boolean().describe("its units are of lots"),
  lots: z.array(countedLot).describe("those of the location and those that were counted"),
  packedUnits: z
    .int()
    .describe("of the item's lots, packed and not left yet: on hand and counted, and left of no lot any more"),
};

/** SQL: `countedLotFields` of a line `l` at the location that `location` names. */
export const COUNTED_LOTS = (location: string): string => `exists (select from argosy.lot_item i
      where i.organization_id = argosy.tenant() and i.variant_id = l.variant_id) as "asksLot",
    ${packedUnsent("l.variant_id", location)} as "packedUnits",
    coalesce(
      (select json_agg(json_build_object('lot', k ->> 'lot',
          'expiresOn', coalesce(w.expires_on::text, k ->> 'expiresOn'), 'expected', (k ->> 'expected')::int,
          'counted', (k ->> 'counted')::int)
          order by w.expires_position, k ->> 'lot')
        from jsonb_array_elements(l.lots) as k
        left join argosy.lot w
          on w.organization_id = argosy.tenant() and w.variant_id = l.variant_id and w.lot = k ->> 'lot'),
      (select json_agg(json_build_object('lot', s.lot, 'expiresOn', w.expires_on, 'expected', ${unitsAt("s")},
          'counted', null) order by w.expires_position, s.lot)
        from argosy.lot_stock s
        join argosy.lot w on w.organization_id = argosy.tenant() and w.variant_id = s.variant_id and w.lot = s.lot
        where s.organization_id = argosy.tenant() and s.variant_id = l.variant_id and s.location_id = ${location}
          and l.posted is null and ${unitsAt("s")} > 0),
      '[]') as lots`;

interface Entry {
  readonly counted: number | null;
  readonly lots?: readonly ArrivedLot[] | undefined;
  readonly found: ResolvedItem | undefined;
}

interface OfCount {
  readonly id: string;
  readonly add: boolean;
  readonly locationId: string;
}

/** What was counted of an item before; null: lots were not. */
export type StoredLots = ReadonlyMap<string, readonly CountedLot[] | null>;

/** What others counted of these items that is added to. */
export async function storedLots(tx: Tx, { id, add }: OfCount, entries: readonly Entry[]): Promise<StoredLots> {
  if (!add) return new Map();
  const rows = await tx.rows<{ variantId: string; lots: readonly CountedLot[] | null }>(
    `select variant_id as "variantId", lots from argosy.stock_count_line
     where organization_id = argosy.tenant() and count_id = $1 and counted is not null
       and variant_id = any($2::uuid[])`,
    [id, entries.flatMap(({ found }) => (found?.ok ? [found.variantId] : []))],
  );
  return new Map(rows.map(({ variantId, lots }) => [variantId, lots]));
}

/**
 * Entries whose lots cannot be entered: they do not add up, or expire on another day. Packed units that have not left are
 * counted and of no lot any more; where several add up what they count, the first has them.
 */
export async function refusedLots(
  tx: Tx,
  { add, locationId, stored }: OfCount & { readonly stored: StoredLots },
  entries: readonly Entry[],
): Promise<ItemErrors> {
  const named = entries.flatMap(({ counted, lots, found }, n) =>
    found?.ok && lots ? [{ n, lots, counted: counted ?? 0, variantId: found.variantId, locationId }] : [],
  );
  if (named.length === 0) return new Map();
  const packed = await packedAt(tx, named);
  const days = new Map(
    [...stored].flatMap(([variantId, lots]) =>
      (lots ?? []).flatMap(({ lot, expiresOn }) =>
        expiresOn === null ? [] : [[lotKey(variantId, lot), expiresOn] as const],
      ),
    ),
  );
  const entered = new Set(stored.keys());
  const packedOf = (item: LevelKey) => {
    const isFirst = !add || !entered.has(item.variantId);
    entered.add(item.variantId);
    return isFirst ? packed(item) : 0;
  };
  const sums = wrongSums(named, ({ counted }) => counted, packedOf);
  return new Map([...(await otherDays(tx, named, days)), ...sums]);
}

/** Of an item that was entered without its lots once nothing is known of them, whatever is added. */
export async function writeCountedLots(
  tx: Tx,
  { id, add, locationId, stored }: OfCount & { readonly stored: StoredLots },
  entries: readonly Entry[],
): Promise<void> {
  const before = new Map(stored);
  const after = new Map<string, readonly CountedLot[] | null>();
  for (const { counted, lots, found } of entries) {
    if (!found?.ok) continue;
    const { variantId } = found;
    if (counted === null) {
      after.set(variantId, null);
      continue;
    }
    const own = lots ? await countedLots(tx, { variantId, locationId, lots }) : null;
    const base = add ? before.get(variantId) : undefined;
    const both = base === undefined ? own : base && own && addedUp(base, own);
    before.set(variantId, both);
    after.set(variantId, both);
  }
  const rows = [...after].map(([v, lots]) => ({ v, lots }));
  await tx.run(
    `update argosy.stock_count_line l set lots = nullif(r.lots, 'null')
     from json_to_recordset($2) as r(v uuid, lots jsonb)
     where l.organization_id = argosy.tenant() and l.count_id = $1 and l.variant_id = r.v
       and l.lots is distinct from nullif(r.lots, 'null')`,
    [id, jsonRows(rows)],
  );
}

/** Throws HubError LOT_EXPIRY where the last day of a counted lot is another by now: nothing is posted yet. */
export async function requireSameDays(tx: Tx, id: string): Promise<void> {
  const other = await tx.maybe<{ sku: string; lot: string; day: string; entered: string }>(
    `select v.sku, w.lot, w.expires_on as day, k ->> 'expiresOn' as entered
     from argosy.stock_count_line l
     cross join lateral jsonb_array_elements(l.lots) as k
     join argosy.lot w on w.organization_id = argosy.tenant() and w.variant_id = l.variant_id and w.lot = k ->> 'lot'
     join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     where l.organization_id = argosy.tenant() and l.count_id = $1 and l.posted is null
       and (k ->> 'counted')::int > 0 and (k ->> 'expiresOn')::date <> w.expires_on
     order by v.sku, w.lot limit 1`,
    [id],
  );
  if (other) throw new HubError("LOT_EXPIRY", "conflict", message("refused.lotExpiryCounted", other), "lots");
}

/** What two counted, against what was left when the first did. */
function addedUp(first: readonly CountedLot[], second: readonly CountedLot[]): CountedLot[] {
  const lots = new Map(first.map((one) => [one.lot, one]));
  for (const one of second) {
    const before = lots.get(one.lot);
    const counted = Math.min((before?.counted ?? 0) + one.counted, MOST_UNITS);
    lots.set(one.lot, before ? { ...before, counted, expiresOn: before.expiresOn ?? one.expiresOn } : one);
  }
  return [...lots.values()];
}
