/** Units the scan station refuses are not for sale: reserved at their level, as those of an order are (decision 810). */
import { systemActor } from "../../commerce/actor.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { type LevelKey, levelKey, lockExistingLevels, type Movement, postMovements } from "../inventory/ledger.ts";
import { markStock } from "../inventory/mark-stock.ts";
import { jsonRows } from "../json-column.ts";
import { dayAt, lotOf, unitsAt } from "./lots.ts";

interface LotAtLocation extends LevelKey {
  readonly lot: string;
  readonly held: number;
  /** Units left of a lot that is refused; 0: of one that is not. */
  readonly refused: number;
}

/** SQL: units left of a lot `s` of lot_stock, `w` of lot, that is refused when it is packed; none where nobody asks for its item's lots. */
const refusedUnits = (now: string): string => `case when (w.blocked_at is not null or w.expires_on < ${dayAt(now)})
    and exists (select from argosy.lot_item i
      where i.organization_id = argosy.tenant() and i.variant_id = w.variant_id)
  then greatest(${unitsAt("s")}, 0) else 0 end`;

const JOINED = `from argosy.lot_stock s
  join argosy.lot w on w.organization_id = argosy.tenant() and w.variant_id = s.variant_id and w.lot = s.lot
  where s.organization_id = argosy.tenant()`;

/** SQL: of a row `s` of lot_stock and its lot `w`: it is refused, and units of it may be left. What is finished holds none. */
const isRefused = (now: string): string =>
  `not s.is_finished and (w.blocked_at is not null or w.expires_on < ${dayAt(now)})`;

/**
 * SQL: levels of these variants ($1) of which not as many units are held as their refused lots have, `now` being a
 * parameter. Part of every sale: lots of which none is left are not among those it looks at (decision 865).
 */
export const MISHELD = (now: string): string => `
  select h.variant_id as "variantId", h.location_id as "locationId"
  from (select s.variant_id, s.location_id, sum(s.held) as held, sum(${refusedUnits(now)}) as refused ${JOINED}
      and s.variant_id = any($1::uuid[]) and not s.is_finished and (s.held > 0 or (${isRefused(now)}
        and exists (select from argosy.lot_item i
          where i.organization_id = argosy.tenant() and i.variant_id = s.variant_id)))
    group by 1, 2) h
  left join argosy.level l
    on l.organization_id = argosy.tenant() and l.variant_id = h.variant_id and l.location_id = h.location_id
  where h.held <> least(h.refused, greatest(coalesce(l.on_hand, 0), 0))`;

/** True when units of refused lots of these variants are for sale, or held for nothing. Reads only. */
export const isMisheld = async (tx: Tx, variantIds: readonly string[], now: Date): Promise<boolean> =>
  variantIds.length > 0 && (await tx.rows(MISHELD("$2"), [variantIds, now])).length > 0;

/**
 * Reserves what is left of refused lots of these variants, at most what is on hand where they lie, and gives back what is
 * held of others. Orders that find too little left become short when the fan-out goes on.
 */
export async function holdLots(tx: Tx, variantIds: readonly string[], now: Date): Promise<void> {
  const locked = await lockExistingLevels(tx, await tx.rows<LevelKey>(MISHELD("$2"), [variantIds, now]));
  if (locked.length === 0) return;
  const lots = await tx.rows<LotAtLocation>(
    `select s.variant_id as "variantId", s.lot, s.location_id as "locationId", s.held,
       (${refusedUnits("$3")})::int as refused ${JOINED}
       and not s.is_finished
       and (s.variant_id, s.location_id) in (select v, l from unnest($1::uuid[], $2::uuid[]) as g(v, l))
     order by s.variant_id, s.location_id, w.expires_position, s.lot
     for no key update of s`,
    [locked.map(({ variantId }) => variantId), locked.map(({ locationId }) => locationId), now],
  );
  const free = new Map(locked.map((level) => [levelKey(level), Math.max(level.onHand, 0)]));
  const changed = lots.flatMap((lot) => {
    const most = free.get(levelKey(lot)) ?? 0;
    const held = Math.min(lot.refused, most);
    free.set(levelKey(lot), most - held);
    return held === lot.held ? [] : [{ ...lot, difference: held - lot.held }];
  });
  await hold(tx, { changed, locked, now });
}

interface Changed {
  readonly changed: readonly (LotAtLocation & { readonly difference: number })[];
  readonly locked: readonly LevelKey[];
  readonly now: Date;
}

async function hold(tx: Tx, { changed, locked, now }: Changed): Promise<void> {
  await tx.run(
    `update argosy.lot_stock s set held = s.held + g.difference
     from json_to_recordset($1) as g(v uuid, lot text, l uuid, difference int)
     where s.organization_id = argosy.tenant() and s.variant_id = g.v and s.lot = g.lot and s.location_id = g.l`,
    [
      jsonRows(
        changed.map((one) => ({ v: one.variantId, lot: one.lot, l: one.locationId, difference: one.difference })),
      ),
    ],
  );
  const movements = changed.map(
    ({ variantId, locationId, lot, difference }): Movement => ({
      ...{ variantId, locationId },
      causeKind: "reservation",
      causeRef: `lot:${newId(now)}`,
      reference: lot,
      onHandDelta: 0,
      reservedDelta: difference,
    }),
  );
  await postMovements(tx, { movements, actor: systemActor, now, locked });
}

interface MovedLots extends LevelKey {
  readonly lots: readonly { readonly lot: string; readonly quantity: number }[];
}

export interface HeldUnits extends LevelKey {
  readonly lot: string;
  readonly units: number;
}

/** Held units among those of each item that is about to be moved away, whose levels are locked. */
export async function heldAmong(tx: Tx, items: readonly MovedLots[]): Promise<HeldUnits[][]> {
  const named = items.flatMap(({ lots, ...level }) => lots.map(({ lot }) => ({ ...level, lot: lotOf(lot) })));
  const rows = await tx.rows<LevelKey & { lot: string; held: number }>(
    `select s.variant_id as "variantId", s.lot, s.location_id as "locationId", s.held ${JOINED}
       and s.held > 0 and (s.variant_id, s.location_id, s.lot) in (
         select v, l, lot from unnest($1::uuid[], $2::uuid[], $3::text[]) as g(v, l, lot))
     order by s.variant_id, s.location_id, s.lot
     for no key update of s`,
    [named.map((one) => one.variantId), named.map((one) => one.locationId), named.map((one) => one.lot)],
  );
  const keyOf = (one: LevelKey & { readonly lot: string }) => `${levelKey(one)}|${one.lot}`;
  const left = new Map(rows.map((row) => [keyOf(row), row.held]));
  return items.map(({ variantId, locationId, lots }) =>
    lots.flatMap(({ lot: given, quantity }) => {
      const one = { variantId, locationId, lot: lotOf(given) };
      const held = left.get(keyOf(one)) ?? 0;
      const units = Math.min(held, quantity);
      left.set(keyOf(one), held - units);
      return units > 0 ? [{ ...one, units }] : [];
    }),
  );
}

/** Notes that these units are not held any more, which the ledger says of their levels already. */
export async function forgetHeld(tx: Tx, units: readonly HeldUnits[]): Promise<void> {
  await tx.run(
    `update argosy.lot_stock s set held = s.held - g.units
     from (select v, lot, l, sum(units)::int as units
       from json_to_recordset($1) as g(v uuid, lot text, l uuid, units int) group by 1, 2, 3) g
     where s.organization_id = argosy.tenant() and s.variant_id = g.v and s.lot = g.lot and s.location_id = g.l`,
    [jsonRows(units.map((one) => ({ v: one.variantId, lot: one.lot, l: one.locationId, units: one.units })))],
  );
}

/** SQL: of a lot `w`: it expired within the last days, by any clock of the world. */
export const EXPIRED_LATELY = `w.expires_position between ($1::timestamptz at time zone 'UTC')::date - 2
  and ($1::timestamptz at time zone 'UTC')::date`;

/** Once a day of the organization has ended, the fan-out looks at the items of lots whose last day it was. */
export async function markExpired(tx: Tx, now: Date): Promise<void> {
  const lots = await tx.rows<{ variantId: string }>(
    `select distinct w.variant_id as "variantId" from argosy.lot w
     where w.organization_id = argosy.tenant() and ${EXPIRED_LATELY}`,
    [now],
  );
  await markMisheld(tx, lots, now);
}

/**
 * The same of every refused lot, however long ago it was: the hub may have been down when it expired, or have been of a
 * version that sold it.
 */
export async function markRefused(tx: Tx, now: Date): Promise<void> {
  const lots = await tx.rows<{ variantId: string }>(
    `select distinct s.variant_id as "variantId" ${JOINED} and ${isRefused("$1")}`,
    [now],
  );
  await markMisheld(tx, lots, now);
}

async function markMisheld(tx: Tx, lots: readonly { readonly variantId: string }[], now: Date): Promise<void> {
  const variantIds = lots.map(({ variantId }) => variantId);
  if (await isMisheld(tx, variantIds, now)) await markStock(tx, variantIds);
}

/**
 * Notes refused lots of which nothing is left at a location, so that no sale works that out again. Whatever may bring
 * units of one back takes the note away (migration 1690). In a transaction of its own.
 */
export async function finishLots(tx: Tx, now: Date): Promise<void> {
  // Who brings units back has locked these rows: they are skipped, or wait until the note is there for them to remove.
  const found = await tx.rows<LevelKey & { lot: string }>(
    `select s.variant_id as "variantId", s.lot, s.location_id as "locationId" ${JOINED}
       and ${isRefused("$1")} and s.held = 0 and ${unitsAt("s")} <= 0
     for update of s skip locked`,
    [now],
  );
  // Read anew, now that they are locked.
  await tx.run(
    `update argosy.lot_stock s set is_finished = true
     from unnest($1::uuid[], $2::text[], $3::uuid[]) as g(v, lot, l)
     where s.organization_id = argosy.tenant() and s.variant_id = g.v and s.lot = g.lot and s.location_id = g.l
       and s.held = 0 and ${unitsAt("s")} <= 0`,
    [found.map(({ variantId }) => variantId), found.map(({ lot }) => lot), found.map(({ locationId }) => locationId)],
  );
}
