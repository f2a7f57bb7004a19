/** What stands against lots that are named for units: answered for each item, before anything is written. */
import { type Message, message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type LevelKey, levelKey } from "../inventory/ledger.ts";
import type { ItemError } from "../inventory/stock-items.ts";
import { mostOut } from "../serials/serials.ts";
import { lotOf, unitsAt } from "./lots.ts";
import type { ArrivedLot } from "./move-lots.ts";

/** An item of a request that names lots. */
export interface NamedItem extends LevelKey {
  /** Which one it is in the request. */
  readonly n: number;
  readonly lots: readonly ArrivedLot[];
}

export type ItemErrors = ReadonlyMap<number, ItemError>;

const refused = (code: "LOT_UNITS" | "LOT_EXPIRY", { text }: Message): ItemError => ({
  ...{ code, message: text, field: "lots" },
});

/** Items whose lots do not add up to their units. */
export function wrongSums<Item extends NamedItem>(
  items: readonly Item[],
  unitsOf: (item: Item) => number,
  packedOf: (item: Item) => number = () => 0,
): ItemErrors {
  return new Map(
    items.flatMap((item) => {
      const sum = item.lots.reduce((all, { quantity }) => all + quantity, 0);
      const packed = packedOf(item);
      const units = unitsOf(item) - packed;
      if (sum === units) return [];
      const text =
        packed === 0
          ? message("refused.lotSum", { sum, units })
          : message("refused.lotSumPacked", { sum, units, packed, all: units + packed });
      return [[item.n, refused("LOT_UNITS", text)]];
    }),
  );
}

/** Items that take more units of a lot than are left of it where they lie, all items together. Their levels are locked. */
export async function notLeft(tx: Tx, items: readonly NamedItem[]): Promise<ItemErrors> {
  const taken = items.flatMap(({ lots, ...item }) => lots.map((lot) => ({ ...item, ...lot, lot: lotOf(lot.lot) })));
  const rows = await tx.rows<LevelKey & { lot: string; units: number }>(
    `select s.variant_id as "variantId", s.location_id as "locationId", s.lot, greatest(${unitsAt("s")}, 0) as units
     from argosy.lot_stock s
     where s.organization_id = argosy.tenant() and (s.variant_id, s.location_id, s.lot) in (
       select v, l, lot from unnest($1::uuid[], $2::uuid[], $3::text[]) as g(v, l, lot))
     order by s.variant_id, s.location_id, s.lot for no key update of s`,
    [taken.map((one) => one.variantId), taken.map((one) => one.locationId), taken.map((one) => one.lot)],
  );
  const keyOf = (one: LevelKey & { readonly lot: string }) => `${levelKey(one)}|${one.lot}`;
  const left = new Map(rows.map((row) => [keyOf(row), row.units]));
  const errors = new Map<number, ItemError>();
  for (const one of taken) {
    const units = left.get(keyOf(one)) ?? 0;
    if (units < one.quantity)
      errors.set(one.n, refused("LOT_UNITS", message("refused.lotNotEnough", { lot: one.lot, units })));
    left.set(keyOf(one), units - one.quantity);
  }
  return errors;
}

export const lotKey = (variantId: string, lot: string): string => `${variantId} ${lot}`;

/** Items that name another last day of a lot than is known of it, or was `named` before. */
export async function otherDays(
  tx: Tx,
  items: readonly NamedItem[],
  named: ReadonlyMap<string, string> = new Map(),
): Promise<ItemErrors> {
  const dated = items.flatMap(({ n, variantId, lots }) =>
    lots.flatMap(({ lot, expiresOn }) =>
      expiresOn === undefined ? [] : [{ n, variantId, lot: lotOf(lot), expiresOn }],
    ),
  );
  const existing = await tx.rows<{ variantId: string; lot: string; day: string }>(
    `select w.variant_id as "variantId", w.lot, w.expires_on as day
     from argosy.lot w
     where w.organization_id = argosy.tenant() and w.expires_on is not null
       and (w.variant_id, w.lot) in (select v, lot from unnest($1::uuid[], $2::text[]) as g(v, lot))`,
    [dated.map(({ variantId }) => variantId), dated.map(({ lot }) => lot)],
  );
  const days = new Map([
    ...named,
    ...existing.map(({ variantId, lot, day }) => [lotKey(variantId, lot), day] as const),
  ]);
  const errors = new Map<number, ItemError>();
  for (const { n, variantId, lot, expiresOn } of dated) {
    const day = days.get(lotKey(variantId, lot)) ?? expiresOn;
    days.set(lotKey(variantId, lot), day);
    if (day !== expiresOn) errors.set(n, refused("LOT_EXPIRY", message("refused.lotExpiry", { lot, day })));
  }
  return errors;
}

/**
 * SQL: units of a variant's lots that are packed at a location and have not left it: on hand there, and left of no lot any
 * more.
 */
export const packedUnsent = (variant: string, location: string): string => `(
  select coalesce(sum(greatest(least(p.units, p.most) - p.sent, 0)), 0)::int
  from (select sum(k.units) as units, ${mostOut("k")} as most,
      (select sl.fulfilled_quantity from argosy.order_line sl
        where sl.organization_id = argosy.tenant() and sl.id = k.order_line_id) as sent
    from argosy.lot_line k
    where k.organization_id = argosy.tenant() and k.variant_id = ${variant} and k.location_id = ${location}
    group by k.order_id, k.order_line_id) p)`;

/** Packed units that have not left, by level. */
export async function packedAt(tx: Tx, levels: readonly LevelKey[]): Promise<(level: LevelKey) => number> {
  const rows = await tx.rows<LevelKey & { units: number }>(
    `select g.v as "variantId", g.l as "locationId", ${packedUnsent("g.v", "g.l")} as units
     from unnest($1::uuid[], $2::uuid[]) as g(v, l)`,
    [levels.map(({ variantId }) => variantId), levels.map(({ locationId }) => locationId)],
  );
  const units = new Map(rows.map((row) => [levelKey(row), row.units]));
  return (level) => units.get(levelKey(level)) ?? 0;
}
