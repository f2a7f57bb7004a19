/** Lots that come in, with received goods and with units buyers send back, and what people know of them. */

import { z } from "zod";
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { markStock } from "../inventory/mark-stock.ts";
import { jsonRows } from "../json-column.ts";
import { refusal } from "../refusals.ts";
import { markSearched } from "../serials/pack-serials.ts";
import { areLotsComplete, lotsBackComplete } from "./complete-lots.ts";
import { type Lot, listLots, lotOf, unitsAt } from "./lots.ts";

export interface ArrivedLot {
  readonly lot: string;
  /** YYYY-MM-DD; absent: as known. */
  readonly expiresOn?: string | undefined;
  readonly quantity: number;
}

interface ArrivedLine {
  readonly variantId: string;
  readonly quantity: number;
  readonly lots: readonly ArrivedLot[];
}

/** Throws HubError LOT_UNITS where lots hold more units than arrived, and LOT_EXPIRY where a lot expires on another day. */
export async function receiveLots(
  tx: Tx,
  { lines, locationId, now }: { lines: readonly ArrivedLine[]; locationId: string; now: Date },
): Promise<void> {
  const rows = lines.flatMap(({ variantId, quantity, lots }) => {
    if (lots.reduce((sum, one) => sum + one.quantity, 0) > quantity)
      throw new HubError("LOT_UNITS", "validation", message("refused.lotUnits", { units: quantity }), "lots");
    return lots.map((one) => ({
      variant_id: variantId,
      lot: lotOf(one.lot),
      expires_on: one.expiresOn ?? null,
      units: one.quantity,
    }));
  });
  if (rows.length === 0) return;
  const days = new Map<string, string>();
  for (const { variant_id, lot, expires_on } of rows) {
    if (expires_on === null) continue;
    const before = days.get(`${variant_id} ${lot}`) ?? expires_on;
    if (before !== expires_on) throw otherDay(lot, before);
    days.set(`${variant_id} ${lot}`, expires_on);
  }
  const given = jsonRows(rows);
  await tx.run(
    `insert into argosy.lot as w (organization_id, variant_id, lot, expires_on, is_registered, created_at, updated_at)
     select argosy.tenant(), g.variant_id, g.lot, max(g.expires_on), true, $2::timestamptz, $2::timestamptz
     from json_to_recordset($1) as g(variant_id uuid, lot text, expires_on date)
     group by g.variant_id, g.lot order by g.variant_id, g.lot
     on conflict (organization_id, variant_id, lot) do update
       set is_registered = true, expires_on = coalesce(w.expires_on, excluded.expires_on),
         updated_at = excluded.updated_at`,
    [given, now],
  );
  const other = await tx.maybe<{ lot: string; expiresOn: string }>(
    `select ${columns("w", "lot expiresOn")}
     from json_to_recordset($1) as g(variant_id uuid, lot text, expires_on date)
     join argosy.lot w on w.organization_id = argosy.tenant() and w.variant_id = g.variant_id and w.lot = g.lot
     where w.expires_on <> g.expires_on limit 1`,
    [given],
  );
  if (other) throw otherDay(other.lot, other.expiresOn);
  await addUnits(
    tx,
    rows.map((row) => ({ ...row, location_id: locationId })),
  );
}

const otherDay = (lot: string, day: string) =>
  new HubError("LOT_EXPIRY", "conflict", message("refused.lotExpiry", { lot, day }), "lots");

export interface Units {
  readonly variant_id: string;
  readonly lot: string;
  readonly location_id: string;
  readonly units: number;
}

/** What is held of refused lots may follow. */
export async function addUnits(tx: Tx, rows: readonly Units[]): Promise<void> {
  await markStock(
    tx,
    rows.map((row) => row.variant_id),
  );
  await tx.run(
    `insert into argosy.lot_stock as s (organization_id, variant_id, lot, location_id, units)
     select argosy.tenant(), g.variant_id, g.lot, g.location_id, sum(g.units)
     from json_to_recordset($1) as g(variant_id uuid, lot text, location_id uuid, units int)
     group by 2, 3, 4 order by 2, 3, 4
     on conflict (organization_id, variant_id, lot, location_id) do update set units = s.units + excluded.units`,
    [jsonRows(rows)],
  );
}

export interface ReturnedLots {
  readonly orderLineId: string;
  readonly quantity: number;
  /**
   * A lot for some or all of the units. Absent: that of the line where it has one alone or all come back, and the lots of
   * all its units are recorded; otherwise nobody knows.
   */
  readonly lots?: readonly string[] | undefined;
  readonly end: "restock" | "repair" | "scrap";
  /** Where restocked units go. */
  readonly restockTo: string | null;
}

interface OfOrder {
  readonly orderId: string;
  readonly lines: readonly ReturnedLots[];
}

/** Units that came back. Throws HubError LOT_UNITS, and LOT_ELSEWHERE where none of a lot is with the buyer. */
export const returnLots = (tx: Tx, of: OfOrder): Promise<void> => moveLots(tx, of, "units - k.returned");

/** Units that were in repair. Throws as `returnLots`. */
export const repairedLots = (tx: Tx, of: OfOrder): Promise<void> => moveLots(tx, of, "in_repair");

interface OfLine {
  readonly variantId: string;
  readonly lot: string;
  readonly packingId: string;
  readonly locationId: string | null;
  readonly units: number;
}

async function moveLots(tx: Tx, { orderId, lines }: OfOrder, from: "units - k.returned" | "in_repair"): Promise<void> {
  let isMoved = false;
  for (const line of lines) {
    const there = await tx.rows<OfLine>(
      `select ${columns("k", "variantId lot packingId locationId")},
         k.${from} as units
       from argosy.lot_line k
       where k.organization_id = argosy.tenant() and k.order_id = $1 and k.order_line_id = $2 and k.${from} > 0
       order by k.packed_at, k.lot, k.packing_id for update`,
      [orderId, line.orderLineId],
    );
    const { isComplete } = await tx.one<{ isComplete: boolean }>(
      `select ${areLotsComplete("$1::uuid", "$2::uuid")}
         and ($3 or ${lotsBackComplete("$1::uuid", "$2::uuid")}) as "isComplete"`,
      [orderId, line.orderLineId, from !== "in_repair"],
    );
    const moved = chosenUnits(line, there, isComplete);
    isMoved ||= moved.length > 0;
    await tx.run(
      `update argosy.lot_line k
       set returned = k.returned + case when $4 then 0 else g.units end,
         in_repair = k.in_repair + case when $4 then -g.units when $5 then g.units else 0 end
       from json_to_recordset($3) as g(lot text, packing_id uuid, units int)
       where k.organization_id = argosy.tenant() and k.order_id = $1 and k.order_line_id = $2 and k.lot = g.lot
         and k.packing_id = g.packing_id`,
      [
        orderId,
        line.orderLineId,
        jsonRows(moved.map(({ lot, packingId, units }) => ({ lot, packing_id: packingId, units }))),
        from === "in_repair",
        line.end === "repair",
      ],
    );
    await addUnits(tx, movedUnits(line, moved, from === "in_repair"));
  }
  if (isMoved) await markSearched(tx, [orderId]);
}

/** Which units it is: those named, or all that can be meant. */
function chosenUnits(
  { lots, quantity }: ReturnedLots,
  there: readonly OfLine[],
  isComplete: boolean,
): readonly OfLine[] {
  const named = lots?.map(lotOf).filter((lot) => lot !== "");
  if (named && named.length > quantity)
    throw new HubError("LOT_UNITS", "validation", message("refused.lotUnits", { units: quantity }), "lots");
  const all = there.reduce((sum, { units }) => sum + units, 0);
  const [only, ...others] = new Set(there.map(({ lot }) => lot));
  const meant =
    named ??
    (isComplete && (all === quantity || others.length === 0)
      ? there.flatMap(({ lot, units }) => Array<string>(units).fill(lot))
      : []);
  const left = new Map(there.map((row) => [row, row.units]));
  const moved = new Map<OfLine, number>();
  for (const lot of named ? meant : meant.slice(0, quantity)) {
    const row = there.find((one) => one.lot === lot && (left.get(one) ?? 0) > 0);
    if (!row)
      throw new HubError(
        "LOT_ELSEWHERE",
        "conflict",
        message("refused.lotElsewhere", { lot: lot || (only ?? "") }),
        "lots",
      );
    left.set(row, (left.get(row) ?? 0) - 1);
    moved.set(row, (moved.get(row) ?? 0) + 1);
  }
  return [...moved].map(([row, units]) => ({ ...row, units }));
}

/** What moves between locations. What came back counts where it lay before, so that it is taken off there. */
function movedUnits({ end, restockTo }: ReturnedLots, moved: readonly OfLine[], isRepaired: boolean): Units[] {
  return moved.flatMap(({ variantId, lot, locationId, units }) => {
    const of = { variant_id: variantId, lot };
    const off = isRepaired || locationId === null ? [] : [{ ...of, location_id: locationId, units: -units }];
    return end === "restock" && restockTo !== null ? [...off, { ...of, location_id: restockTo, units }] : off;
  });
}

const MOST_UNITS = 1_000_000_000;

export const lotChangeSchema = z.strictObject({
  lot: z.string().trim().min(1).max(120).describe("in either case"),
  expiresOn: z.iso.date().nullable().optional().describe("the last day it may be shipped; null: none"),
  isBlocked: z.boolean().optional().describe("true: recalled, no more of it is packed"),
  units: z
    .array(z.strictObject({ locationId: id, units: z.int().min(0).max(MOST_UNITS) }))
    .max(1_000)
    .optional()
    .describe("what is left of it at these locations"),
});

export type LotChange = By & Answered<typeof lotChangeSchema> & { readonly variantId: string };

/** Enters or corrects a lot; what is absent stays. Throws HubError VARIANT_NOT_FOUND and LOCATION_UNKNOWN. */
export async function changeLot(tx: Tx, change: LotChange): Promise<Lot> {
  const { variantId, lot: given, expiresOn, isBlocked, units = [], now } = change;
  const lot = lotOf(given);
  const written = await tx.run(
    `insert into argosy.lot as w (organization_id, variant_id, lot, expires_on, blocked_at, is_registered, created_at,
       updated_at)
     select argosy.tenant(), v.id, $2, $3::date, case when $5::boolean then $6::timestamptz end, true, $6, $6
     from argosy.variant v where v.organization_id = argosy.tenant() and v.id = $1 and v.deleted_at is null
     on conflict (organization_id, variant_id, lot) do update
       set is_registered = true, updated_at = excluded.updated_at,
         expires_on = case when $4 then excluded.expires_on else w.expires_on end,
         told_at = case when $4 and excluded.expires_on is distinct from w.expires_on then null else w.told_at end,
         blocked_at = case when $5 is null then w.blocked_at when $5 then coalesce(w.blocked_at, $6) end`,
    [variantId, lot, expiresOn ?? null, expiresOn !== undefined, isBlocked ?? null, now],
  );
  if (written === 0) throw refusal("VARIANT_NOT_FOUND");
  await markStock(tx, [variantId]);
  await setUnits(tx, { variantId, lot }, units);
  const { items } = await listLots(tx, { variantId, lot, now });
  const [found] = items;
  if (!found) throw new Error(`Lot ${lot} was written and not found.`);
  return found;
}

async function setUnits(
  tx: Tx,
  { variantId, lot }: Pick<Lot, "variantId" | "lot">,
  units: NonNullable<LotChange["units"]>,
): Promise<void> {
  if (units.length === 0) return;
  const locations = units.map(({ locationId }) => locationId);
  const { known } = await tx.one<{ known: number }>(
    `select count(*)::int as known from argosy.location
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [locations],
  );
  if (known < new Set(locations).size) throw refusal("LOCATION_UNKNOWN");
  await addUnits(
    tx,
    units.map(({ locationId }) => ({ variant_id: variantId, lot, location_id: locationId, units: 0 })),
  );
  await tx.run(
    `update argosy.lot_stock s set units = s.units + g.units - ${unitsAt("s")}
     from unnest($3::uuid[], $4::int[]) as g(location_id, units)
     where s.organization_id = argosy.tenant() and s.variant_id = $1 and s.lot = $2 and s.location_id = g.location_id`,
    [variantId, lot, locations, units.map((each) => each.units)],
  );
}
