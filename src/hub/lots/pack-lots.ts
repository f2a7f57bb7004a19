/** Lots of packed units: which order got which. */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { markStock } from "../inventory/mark-stock.ts";
import { markSearched, type PackedParcel, packedUnits } from "../serials/pack-serials.ts";
import { dayAt, lotOf } from "./lots.ts";

interface Input extends PackedParcel {
  readonly packingId: string;
  /** A lot for each unit. */
  readonly given: readonly { readonly lineId: string; readonly lots: readonly string[] }[];
}

interface Line {
  readonly lineId: string;
  readonly variantId: string | null;
  readonly title: string;
  readonly locationId: string | null;
  readonly asks: boolean;
  readonly areRegistered: boolean;
}

interface Taken extends Pick<Line, "lineId" | "locationId" | "areRegistered"> {
  readonly variantId: string;
  readonly lot: string;
  readonly units: number;
}

/**
 * Takes the lots of a parcel along. Throws HubError PACKING_LOTS (one is missing), PACKING_LOT_UNKNOWN (the item's lots
 * were recorded when it was received, and this is none of them), PACKING_LOT_BLOCKED and PACKING_LOT_EXPIRED (on the day
 * it was packed).
 */
export async function packLots(tx: Tx, input: Input): Promise<void> {
  const lines = await linesOf(tx, input);
  const taken: Taken[] = [];
  for (const { lineId, units } of input.units) {
    const line = lines.get(lineId);
    const lots = input.given.flatMap((one) => (one.lineId === lineId ? one.lots.map(lotOf) : []));
    const named = lots.filter((lot) => lot !== "");
    if (line?.asks ? named.length !== units : named.length > units)
      throw refused(
        "PACKING_LOTS",
        message("refused.packing.lots", { number: input.order.number, title: line?.title ?? "" }),
      );
    if (line?.variantId)
      for (const [lot, each] of Map.groupBy(named, (lot) => lot))
        taken.push({ ...line, variantId: line.variantId, lot, units: each.length });
  }
  if (taken.length === 0) return;
  await refuseLots(tx, taken, input.packedAt);
  await take(tx, taken, input);
  await markSearched(tx, [input.order.id]);
}

const refused = (
  code: "PACKING_LOTS" | "PACKING_LOT_UNKNOWN" | "PACKING_LOT_BLOCKED" | "PACKING_LOT_EXPIRED",
  text: ReturnType<typeof message>,
) => new HubError(code, "conflict", text, "items");

async function linesOf(tx: Tx, { units }: Input): Promise<ReadonlyMap<string, Line>> {
  const rows = await tx.rows<Line>(
    `select l.id as "lineId", l.variant_id as "variantId", l.title, l.location_id as "locationId",
       i.variant_id is not null as asks,
       exists (select from argosy.lot w where w.organization_id = argosy.tenant()
         and w.variant_id = l.variant_id and w.is_registered) as "areRegistered"
     from argosy.order_line l
     left join argosy.lot_item i on i.organization_id = argosy.tenant() and i.variant_id = l.variant_id
     where l.organization_id = argosy.tenant() and l.id = any($1::uuid[])`,
    [units.map(({ lineId }) => lineId)],
  );
  return new Map(rows.map((line) => [line.lineId, line]));
}

/** Each lot stays as it is until the parcel is recorded. */
async function refuseLots(tx: Tx, taken: readonly Taken[], packedAt: Date): Promise<void> {
  const existing = await tx.rows<{
    variantId: string;
    lot: string;
    isBlocked: boolean;
    isExpired: boolean;
    expiresOn: string | null;
  }>(
    `select w.variant_id as "variantId", w.lot, w.blocked_at is not null as "isBlocked",
       coalesce(w.expires_on < ${dayAt("$3")}, false) as "isExpired", w.expires_on as "expiresOn"
     from unnest($1::uuid[], $2::text[]) as g(variant_id, lot)
     join argosy.lot w on w.organization_id = argosy.tenant() and w.variant_id = g.variant_id and w.lot = g.lot
     order by w.variant_id, w.lot for share of w`,
    [taken.map(({ variantId }) => variantId), taken.map(({ lot }) => lot), packedAt],
  );
  for (const { variantId, lot, areRegistered } of taken) {
    const own = existing.find((one) => one.variantId === variantId && one.lot === lot);
    if (!own && areRegistered) throw refused("PACKING_LOT_UNKNOWN", message("refused.packing.lotUnknown", { lot }));
    if (own?.isBlocked) throw refused("PACKING_LOT_BLOCKED", message("refused.packing.lotBlocked", { lot }));
    if (own?.isExpired)
      throw refused("PACKING_LOT_EXPIRED", message("refused.packing.lotExpired", { lot, day: own.expiresOn ?? "" }));
  }
}

async function take(tx: Tx, taken: readonly Taken[], { order, packingId, packedAt, now }: Input): Promise<void> {
  const columns = [
    taken.map(({ variantId }) => variantId),
    taken.map(({ lot }) => lot),
    taken.map(({ lineId }) => lineId),
    taken.map(({ locationId }) => locationId),
    taken.map(({ units }) => units),
  ];
  await tx.run(
    `insert into argosy.lot (organization_id, variant_id, lot, is_registered, created_at, updated_at)
     select distinct argosy.tenant(), g.variant_id, g.lot, false, $3::timestamptz, $3::timestamptz
     from unnest($1::uuid[], $2::text[]) as g(variant_id, lot)
     on conflict do nothing`,
    [columns[0], columns[1], now],
  );
  await tx.run(
    `insert into argosy.lot_line (organization_id, order_id, order_line_id, packing_id, variant_id, lot, location_id,
       units, packed_at)
     select argosy.tenant(), $6, g.line_id, $7, g.variant_id, g.lot, coalesce(g.location_id,
         (select s.location_id from argosy.lot_stock s
          where s.organization_id = argosy.tenant() and s.variant_id = g.variant_id and s.lot = g.lot
          order by s.units desc, s.location_id limit 1)), g.units, $8
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::int[])
       as g(variant_id, lot, line_id, location_id, units)`,
    [...columns, order.id, packingId, packedAt],
  );
}

/** The order's parcels are about to be opened: units packed that have not left are in stock again, the last packed first. */
export async function unpackLots(tx: Tx, orderId: string): Promise<void> {
  // Their lots may be refused by now.
  const packed = await tx.rows<{ variantId: string }>(
    `select distinct n.variant_id as "variantId" from argosy.lot_line n
     where n.organization_id = argosy.tenant() and n.order_id = $1`,
    [orderId],
  );
  const back = `
    with packed as (${packedUnits("$1")}),
    there as (
      select w.order_line_id, w.lot, w.packing_id, w.units - w.returned as units,
        sum(w.units - w.returned) over (partition by w.order_line_id
          order by w.packed_at desc, w.lot desc, w.packing_id desc) as up_to
      from argosy.lot_line w
      where w.organization_id = argosy.tenant() and w.order_id = $1),
    back as (
      select t.order_line_id, t.lot, t.packing_id,
        least(t.units, p.units - l.fulfilled_quantity - (t.up_to - t.units))::int as units
      from there t
      join packed p on p.line_id = t.order_line_id
      join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = t.order_line_id)`;
  const of = `n.organization_id = argosy.tenant() and n.order_id = $1 and n.order_line_id = b.order_line_id
    and n.lot = b.lot and n.packing_id = b.packing_id and b.units > 0`;
  await tx.run(
    `${back},
     gone as (delete from argosy.lot_line n using back b where ${of} and n.units = b.units)
     update argosy.lot_line n set units = n.units - b.units from back b where ${of} and n.units > b.units`,
    [orderId],
  );
  await markStock(
    tx,
    packed.map(({ variantId }) => variantId),
  );
}
