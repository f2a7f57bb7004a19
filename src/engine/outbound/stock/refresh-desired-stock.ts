/** Calculates the quantity each listing should show, and writes those that differ. */
import { type Tx, together } from "../../../db/database.ts";
import { calculateDesiredStock, type DesiredStock } from "../../../hub/inventory/calculate-desired-stock.ts";
import { RETIRE_LOCATIONS, SET_DESIRED } from "../../../hub/sync-state/desired-stock-sql.ts";
import { type ClaimTicket, claimValues, type WokenRow, wakeAndClaimSql } from "../../lanes/lane-claims.ts";
import { type OutgoingRow, outgoingRow } from "./stock-rows.ts";

/** SQL: these variants, and bundles that contain them. */
const CHANGED = `select v from unnest($1::uuid[]) as w(v)
  union select b.bundle_variant_id
  from argosy.bundle_item b
  where b.organization_id = argosy.tenant() and b.component_variant_id = any ($1::uuid[])`;

/**
 * Stores that are to look at a number of these variants: what an order says of it was known before the change of the item
 * was worked out (see moveExpected), and their lanes were left asleep until now.
 */
export async function dueReadBacks(tx: Tx, variantIds: readonly string[], now: Date): Promise<string[]> {
  if (variantIds.length === 0) return [];
  const rows = await tx.rows<{ id: string }>(
    `select distinct s.connection_id as id
     from (${CHANGED}) as changed
     join argosy.listing l on l.organization_id = argosy.tenant() and l.variant_id = v
     join argosy.listing_stock s on s.organization_id = argosy.tenant() and s.listing_id = l.id
     where s.recheck and s.due_at <= $2`,
    [variantIds, now],
  );
  return rows.map(({ id }) => id);
}

/** The same statement, which wakes the lanes of what is due of it, and takes those nobody works at. */
const waking = (change: string, at: string, [token, leaseAt, ms]: readonly [string, string, string]) =>
  `with changed as (${change})
  select w.connection_id, taken, seq, version, failures
  from (select array_agg(connection_id) as ids from changed where is_due having count(*) > 0) as due
  cross join lateral ${wakeAndClaimSql("due.ids", "'outbound'", at, token, leaseAt, ms)} as w`;
const SET_AND_WAKE = waking(SET_DESIRED, "$5", ["$6", "$7", "$8"]);
const LEAVE_AND_WAKE = waking(RETIRE_LOCATIONS, "$3", ["$4", "$5", "$6"]);

const setValues = (desired: readonly DesiredStock[], now: Date) => [
  desired.map((w) => w.listingId),
  desired.map((w) => w.location),
  desired.map((w) => w.connectionId),
  desired.map((w) => w.desired),
  now,
];
const leaveValues = (placed: readonly DesiredStock[], now: Date) => [
  placed.map((input) => input.listingId),
  placed.map((input) => input.location),
  now,
];
const placedOf = (desired: readonly DesiredStock[]) => desired.filter((input) => input.location !== "");

/** Sets what listings of these variants should show; answers the connections that have something to send. */
export async function refreshDesiredStock(tx: Tx, variantIds: readonly string[], now: Date): Promise<string[]> {
  if (variantIds.length === 0) return [];
  const desired = await calculateDesiredStock(tx, variantIds);
  if (desired.length === 0) return [];
  const placed = placedOf(desired);
  type Row = { readonly connection_id: string; readonly is_due: boolean };
  const set = await tx.rows<Row>(SET_DESIRED, setValues(desired, now));
  const left = placed.length === 0 ? [] : await tx.rows<Row>(RETIRE_LOCATIONS, leaveValues(placed, now));
  return [...new Set([...set, ...left].filter((row) => row.is_due).map((row) => row.connection_id))];
}

/** The same of desired values that are worked out, sent at once; answers the lanes of what is to be sent, taken where that was possible. */
export async function refreshAndWake(
  tx: Tx,
  desired: readonly DesiredStock[],
  { now, ticket }: { readonly now: Date; readonly ticket: ClaimTicket | null },
): Promise<WokenRow[]> {
  if (desired.length === 0) return [];
  const placed = placedOf(desired);
  const woken = await together([
    placed.length === 0
      ? Promise.resolve([])
      : tx.rows<WokenRow>(LEAVE_AND_WAKE, [...leaveValues(placed, now), ...claimValues(ticket)]),
    tx.rows<WokenRow>(SET_AND_WAKE, [...setValues(desired, now), ...claimValues(ticket)]),
  ]);
  return woken.flat();
}

/** SQL: the stores that list the variants of `$1`. */
export const STORES_OF_CHANGED = `array(
  select distinct l.connection_id from (${CHANGED}) as changed
  join argosy.listing l on l.organization_id = argosy.tenant() and l.variant_id = v)`;

/** The numbers of these variants' listings, locked where nobody holds one of them; else null. Waits for nobody. */
export async function lockStockRows(tx: Tx, variantIds: readonly string[], now: Date): Promise<OutgoingRow[] | null> {
  const rows = await tx.rows<OutgoingRow & { readonly free: boolean }>(
    `with numbers as materialized (
       select s.listing_id, s.location from (${CHANGED}) as changed
       join argosy.listing l on l.organization_id = argosy.tenant() and l.variant_id = v
       join argosy.listing_stock s on s.organization_id = argosy.tenant() and s.listing_id = l.id
     ), free as materialized (
       select ${outgoingRow("$1::uuid[]", "$2::timestamptz")} from numbers n
       join argosy.listing_stock s on s.organization_id = argosy.tenant() and s.listing_id = n.listing_id
         and s.location = n.location
       join argosy.listing l on l.organization_id = s.organization_id and l.id = s.listing_id
       order by s.listing_id, s.location for update of s skip locked)
     select f.*, f.listing_id is not null as free
     from numbers n left join free f on f.listing_id = n.listing_id and f.location = n.location`,
    [variantIds, now],
  );
  return rows.every((row) => row.free) ? rows : null;
}
