/** Serial numbers of packed units: each is with one order. */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { searchKinds } from "../search/documents.ts";
import { IS_TAKEN, serialOf } from "./serials.ts";

export interface PackedSerials {
  readonly lineId: string;
  readonly serials: readonly string[];
}

export interface PackedParcel {
  readonly order: { readonly id: string; readonly number: string };
  /** What it holds. */
  readonly units: readonly { readonly lineId: string; readonly units: number }[];
  readonly packedAt: Date;
  readonly now: Date;
}

interface Input extends PackedParcel {
  readonly given: readonly PackedSerials[];
}

/** SQL: up to how many units of each line parcels of an order hold. */
export const packedUnits = (order: string): string => `
  select i."lineId" as line_id, max(i."upTo") as units
  from argosy.order_packing k
  cross join lateral jsonb_to_recordset(k.items) as i("lineId" uuid, "upTo" int)
  where k.organization_id = argosy.tenant() and k.order_id = ${order}
  group by 1`;

interface Line {
  readonly lineId: string;
  readonly variantId: string | null;
  readonly title: string;
  readonly asks: boolean;
  readonly areReceived: boolean;
}

interface Pair {
  readonly variantId: string;
  readonly lineId: string;
  readonly serial: string;
}

/**
 * Takes the serial numbers of a parcel along. Throws HubError PACKING_SERIALS (one is missing, or scanned twice),
 * PACKING_SERIAL_TAKEN (it is with an order, or written off) and PACKING_SERIAL_UNKNOWN (the item's numbers were recorded
 * when it was received, and this is none of them).
 */
export async function packSerials(tx: Tx, input: Input): Promise<void> {
  const lines = await linesOf(tx, input);
  const pairs: (Pair & Pick<Line, "areReceived">)[] = [];
  for (const { lineId, units } of input.units) {
    const line = lines.get(lineId);
    const given = input.given.filter((one) => one.lineId === lineId).flatMap(({ serials }) => serials.map(serialOf));
    const own = new Set(given.filter((serial) => serial !== ""));
    if (line?.asks && (own.size !== units || given.length !== units)) throw missing(input.order.number, line.title);
    const { variantId, areReceived } = line ?? {};
    if (variantId)
      for (const serial of own) pairs.push({ variantId, lineId, serial, areReceived: areReceived ?? false });
  }
  if (pairs.length === 0) return;
  if (new Set(pairs.map(({ variantId, serial }) => `${variantId} ${serial}`)).size !== pairs.length)
    throw missing(input.order.number, lines.get(pairs[0]?.lineId ?? "")?.title ?? "");
  await refuseTaken(tx, pairs, input.order.number);
  await take(tx, pairs, input);
}

const missing = (number: string, title: string) =>
  new HubError("PACKING_SERIALS", "conflict", message("refused.packing.serials", { number, title }), "items");

const taken = (serial: string, number: string) =>
  new HubError("PACKING_SERIAL_TAKEN", "conflict", message("refused.packing.serialTaken", { serial, number }), "items");

async function linesOf(tx: Tx, { units }: Input): Promise<ReadonlyMap<string, Line>> {
  const rows = await tx.rows<Line>(
    `select l.id as "lineId", l.variant_id as "variantId", l.title, s.variant_id is not null as asks,
       exists (select from argosy.serial_number n where n.organization_id = argosy.tenant()
         and n.variant_id = l.variant_id and n.receipt_id is not null) as "areReceived"
     from argosy.order_line l
     left join argosy.serial_item s on s.organization_id = argosy.tenant() and s.variant_id = l.variant_id
     where l.organization_id = argosy.tenant() and l.id = any($1::uuid[])`,
    [units.map(({ lineId }) => lineId)],
  );
  return new Map(rows.map((line) => [line.lineId, line]));
}

async function refuseTaken(tx: Tx, pairs: readonly (Pair & Pick<Line, "areReceived">)[], number: string) {
  const existing = await tx.rows<{
    variantId: string;
    serial: string;
    isTaken: boolean;
    place: string;
    with: string | null;
  }>(
    `select n.variant_id as "variantId", n.serial, ${IS_TAKEN} as "isTaken", n.place, o.number as with
     from unnest($1::uuid[], $2::text[]) as g(variant_id, serial)
     join argosy.serial_number n
       on n.organization_id = argosy.tenant() and n.variant_id = g.variant_id and n.serial = g.serial
     left join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = n.order_id
     order by n.variant_id, n.serial for update of n`,
    [pairs.map(({ variantId }) => variantId), pairs.map(({ serial }) => serial)],
  );
  for (const { serial, isTaken, place, with: holder } of existing) {
    if (isTaken) throw taken(serial, holder ?? number);
    if (place === "written_off")
      throw new HubError(
        "PACKING_SERIAL_TAKEN",
        "conflict",
        message("refused.packing.serialWrittenOff", { serial }),
        "items",
      );
  }
  const exists = new Set(existing.map(({ variantId, serial }) => `${variantId} ${serial}`));
  const unknown = pairs.find((pair) => pair.areReceived && !exists.has(`${pair.variantId} ${pair.serial}`));
  if (unknown)
    throw new HubError(
      "PACKING_SERIAL_UNKNOWN",
      "conflict",
      message("refused.packing.serialUnknown", { serial: unknown.serial }),
      "items",
    );
}

/** What somebody else packed at the same moment is not overwritten. */
async function take(tx: Tx, pairs: readonly Pair[], { order, packedAt, now }: Input): Promise<void> {
  const rows = await tx.rows<{ variantId: string; serial: string }>(
    `insert into argosy.serial_number as n (organization_id, variant_id, serial, place, order_id, order_line_id,
       packed_at, created_at, updated_at)
     select argosy.tenant(), g.variant_id, g.serial, 'order', $4, g.line_id, $5, $6, $6
     from unnest($1::uuid[], $2::text[], $3::uuid[]) as g(variant_id, serial, line_id)
     order by g.variant_id, g.serial
     on conflict (organization_id, variant_id, serial) do update
       set place = 'order', order_id = excluded.order_id, order_line_id = excluded.order_line_id,
         packed_at = excluded.packed_at, updated_at = excluded.updated_at
       where not ${IS_TAKEN} and n.place <> 'written_off'
     returning n.variant_id as "variantId", n.serial`,
    [
      pairs.map(({ variantId }) => variantId),
      pairs.map(({ serial }) => serial),
      pairs.map(({ lineId }) => lineId),
      order.id,
      packedAt,
      now,
    ],
  );
  const written = new Set(rows.map(({ variantId, serial }) => `${variantId} ${serial}`));
  const lost = pairs.find(({ variantId, serial }) => !written.has(`${variantId} ${serial}`));
  if (lost) throw taken(lost.serial, order.number);
  await markSearched(tx, [order.id]);
}

/** Orders are found by their serial numbers. */
export async function markSearched(tx: Tx, orderIds: readonly string[]): Promise<void> {
  await tx.run(
    `select argosy.search_changed(array_fill(argosy.tenant(), array[cardinality($1::uuid[])]), $1::uuid[],
       ${searchKinds.order}::smallint)`,
    [orderIds],
  );
}

/** The order's parcels are about to be opened: numbers of units packed that have not left are free, the last packed first. */
export async function unpackSerials(tx: Tx, orderId: string, now: Date): Promise<void> {
  await tx.run(
    `with packed as (${packedUnits("$1")}),
     there as (
       select w.variant_id, w.serial, w.order_line_id,
         row_number() over (partition by w.order_line_id order by w.packed_at desc, w.serial desc) as nth
       from argosy.serial_number w
       where w.organization_id = argosy.tenant() and w.order_id = $1 and w.place = 'order')
     update argosy.serial_number n
     set place = 'here', order_id = null, order_line_id = null, packed_at = null, updated_at = $2
     from there t
     join packed p on p.line_id = t.order_line_id
     join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = t.order_line_id
     where n.organization_id = argosy.tenant() and n.variant_id = t.variant_id and n.serial = t.serial
       and t.nth <= p.units - l.fulfilled_quantity`,
    [orderId, now],
  );
}
