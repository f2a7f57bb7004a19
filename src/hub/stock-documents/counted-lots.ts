/** Which lots the counted units of a line are of. */
import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import type { ResolvedItem } from "../inventory/stock-items.ts";
import { jsonParameter } from "../json-column.ts";
import { unitsAt } from "../lots/lots.ts";
import type { ArrivedLot } from "../lots/move-lots.ts";
import { type CountedLot, countedLotSchema, countedLots } from "../lots/stock-of-lots.ts";

const countedLot = countedLotSchema.extend({ counted: z.int().nullable() });

export const countedLotFields = {
  asksLot: z.boolean().describe("its units are of lots"),
  lots: z.array(countedLot).describe("those of the location and those that were counted"),
};

/** SQL: `countedLotFields` of a line `l` at the location that `location` names. */
export const COUNTED_LOTS = (location: string): string => `exists (select from argosy.lot_item i
      where i.organization_id = argosy.tenant() and i.variant_id = l.variant_id) as "asksLot",
    coalesce(
      (select json_agg(json_build_object('lot', k ->> 'lot',
          'expiresOn', coalesce(k ->> 'expiresOn', w.expires_on::text),
          'expected', (k ->> 'expected')::int,
          'counted', (k ->> 'counted')::int) order by w.expires_position, k ->> 'lot')
        from jsonb_array_elements(l.lots) as k
        left join argosy.lot w
          on w.organization_id = argosy.tenant() and w.variant_id = l.variant_id and w.lot = k ->> 'lot'),
      (select json_agg(json_build_object('lot', s.lot, 'expiresOn', w.expires_on,
          'expected', ${unitsAt("s")}, 'counted', null) order by w.expires_position, s.lot)
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

/** Of entries without lots nothing is known of them, also of what was entered before. */
export async function writeCountedLots(
  tx: Tx,
  { id, add, locationId }: { readonly id: string; readonly add: boolean; readonly locationId: string },
  entries: readonly Entry[],
): Promise<void> {
  const without = entries.flatMap(({ lots, found }) => (lots === undefined && found?.ok ? [found.variantId] : []));
  await tx.run(
    `update argosy.stock_count_line set lots = null
     where organization_id = argosy.tenant() and count_id = $1 and variant_id = any($2::uuid[]) and lots is not null`,
    [id, without],
  );
  const before = add ? await storedLots(tx, id) : new Map<string, readonly CountedLot[]>();
  for (const { counted, lots, found } of entries) {
    if (!found?.ok || lots === undefined) continue;
    const { variantId } = found;
    const own = counted === null ? null : await countedLots(tx, { variantId, locationId, lots });
    const stored = before.get(variantId);
    const both = own && stored ? addedUp(stored, own) : own;
    if (add && both) before.set(variantId, both);
    await tx.run(
      `update argosy.stock_count_line set lots = $3
       where organization_id = argosy.tenant() and count_id = $1 and variant_id = $2`,
      [id, variantId, both && jsonParameter(both)],
    );
  }
}

async function storedLots(tx: Tx, id: string): Promise<Map<string, readonly CountedLot[]>> {
  const rows = await tx.rows<{ variantId: string; lots: readonly CountedLot[] }>(
    `select variant_id as "variantId", lots from argosy.stock_count_line
     where organization_id = argosy.tenant() and count_id = $1 and lots is not null`,
    [id],
  );
  return new Map(rows.map(({ variantId, lots }) => [variantId, lots]));
}

/** What two counted, against what was left when the first did. */
function addedUp(first: readonly CountedLot[], second: readonly CountedLot[]): CountedLot[] {
  const lots = new Map(first.map((one) => [one.lot, one]));
  for (const one of second) {
    const before = lots.get(one.lot);
    lots.set(one.lot, before ? { ...before, counted: before.counted + one.counted } : one);
  }
  return [...lots.values()];
}
