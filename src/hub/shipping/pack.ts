/** What goes into the parcels of a new shipment: units, weights and sizes. */
import type { Dimensions } from "../../commerce/dimensions.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { packedParcel } from "../orders/packed-units.ts";
import { plannedInLabels, unitsInParcels, unitsOfDeadLabels } from "../orders/parcel-units.ts";
import { isSplit, nextParcel } from "../orders/planned-parcels.ts";
import { UNITS_LEFT } from "../orders/remaining-units.ts";
import { UNITS_BEING_SENT } from "../orders/under-way.ts";

export interface ParcelInput {
  /** Absent: what the goods weigh. */
  readonly weightGrams?: number | undefined;
  /** What the box weighs on top of the goods, where no weight is given. */
  readonly packagingGrams?: number | undefined;
  readonly lengthMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
  /** Absent in the first parcel: all that is left and in stock, of an order sent in several parcels its next. */
  readonly items?: readonly { readonly lineId: string; readonly quantity: number }[] | undefined;
}

/** A line of an order, with the units that are in no shipment yet. */
export interface PackLine {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly sku: string | null;
  readonly quantity: number;
  readonly left: number;
  /**
   * Of those, the units in the next parcel, one that is packed before others; of an order that is not split, those that do
   * not wait for stock.
   */
  readonly next: number;
  /** The order is sent in several parcels. */
  readonly isSplit: boolean;
  /** Units that wait for stock. */
  readonly short: number;
  /** The seller adds it: nobody pays for it. */
  readonly isGift: boolean;
  /** Units that were ordered; some may have been taken out since. */
  readonly orderedQuantity: number;
  /** Amount of the ordered units after discounts. */
  readonly totalMinor: bigint;
  readonly weightGrams: number | null;
  readonly hsn: string | null;
  readonly originCountry: string | null;
  /** Of our catalog; null: its item is not linked. */
  readonly productId: string | null;
  /** The location of our own its units are reserved at; null: none is. */
  readonly reservedAt: string | null;
}

export interface PackedParcel {
  readonly weightGrams: number;
  readonly size: Dimensions;
  readonly items: readonly { readonly line: PackLine; readonly quantity: number }[];
  /** Of an order sent in several parcels, which of them it is; absent: none as it was planned. */
  readonly planned?: number | undefined;
}

/** SQL over a line `l`: units nobody has sent, or only with a label that was cancelled. */
const UNITS_HERE = `${UNITS_LEFT} - ${UNITS_BEING_SENT} + coalesce(dead.units, 0)`;

/**
 * Lines of an order that are ours to send. Units in a live shipment, or being called shipped on their channel, are left
 * out: nobody books them twice.
 */
export function packLines(tx: Tx, orderId: string, exceptShipment: string | null = null): Promise<PackLine[]> {
  return tx.rows<PackLine>(
    `with line as (
       select l.id, l.ext_key as key, l.title, coalesce(l.sku, v.sku) as sku, l.quantity,
         l.total_minor as "totalMinor", l.ordered_quantity as "orderedQuantity", l.position, l.short_quantity as short,
         l.is_gift as "isGift",
         coalesce(v.weight_grams, p.weight_grams) as "weightGrams", p.hsn, p.origin_country as "originCountry",
         p.id as "productId", case when l.reserved_quantity > 0 then c.id end as "reservedAt",
         greatest(0, ${UNITS_HERE} - coalesce(held.units, 0))::int as left
       from argosy.order_line l
       left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
       left join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
       left join argosy.location c on c.organization_id = argosy.tenant() and c.id = l.location_id and c.kind = 'own'
       left join (${unitsInParcels("$1", "and s.id is distinct from $2::uuid")}) held on held.line = l.id
       left join (${unitsOfDeadLabels("$1")}) dead on dead.line = l.id
       where l.organization_id = argosy.tenant() and l.order_id = $1 and l.fulfilled_by = 'merchant'
         and l.quantity > 0),
     labelled as (${plannedInLabels("$1", "and s.id is distinct from $2::uuid")}),
     packed as (${packedParcel(
       "$1",
       "select x.id as line, x.left as units, x.quantity from line x",
       "select * from labelled",
     )})
     select l.id, l.key, l.title, l.sku, l.quantity, l."totalMinor", l."orderedQuantity", l."weightGrams", l.hsn,
       l."originCountry", l."productId", l."reservedAt", l.left, l.short, l."isGift", ${isSplit("$1")} as "isSplit",
       case when not ${isSplit("$1")} then greatest(0, l.left - l.short)
         when exists (select from packed) then coalesce(k.units, 0)
         else coalesce(n.units, 0) end as next
     from line l
     left join packed k on k.line = l.id
     left join (${nextParcel(
       "$1",
       "select x.id as line, x.left as units, x.short from line x",
       "select * from labelled",
     )}) n on n.line = l.id
     order by l.position, l.id`,
    [orderId, exceptShipment],
  );
}

/** The one location units of these lines are reserved at; null: at several, or none. */
export function reservedAt(lines: readonly Pick<PackLine, "reservedAt">[]): string | null {
  const [first = null, ...others] = new Set(lines.flatMap((line) => line.reservedAt ?? []));
  return others.length === 0 ? first : null;
}

/** Puts units into parcels. Throws HubError SHIPMENT_NOTHING_LEFT, SHIPMENT_WAITS, SHIPMENT_ITEMS, SHIPMENT_WEIGHT. */
export function pack(
  inputs: readonly ParcelInput[],
  lines: readonly PackLine[],
  order: { readonly number: string },
): PackedParcel[] {
  const left = new Map(lines.map((line) => [line.id, line.left]));
  const linesById = new Map(lines.map((line) => [line.id, line]));
  const named = inputs.map((input) => input.items?.map((item) => take(item, { left, linesById })));
  const parcels = inputs.map((input, n) => ({ input, items: named[n] ?? (n === 0 ? restOf(lines, left) : []) }));
  if (parcels.some(({ items }, n) => n === 0 && items.length === 0)) {
    const waits = isItemLeft(lines, left);
    throw new HubError(
      waits ? "SHIPMENT_WAITS" : "SHIPMENT_NOTHING_LEFT",
      "conflict",
      message(waits ? "refused.shipmentWaits" : "refused.shipmentNothingLeft", { number: order.number }),
    );
  }
  return parcels.map(({ input, items }, n) => ({
    items,
    size: { length: input.lengthMm, width: input.widthMm, height: input.heightMm },
    weightGrams: weightOf(input, items, n),
  }));
}

const isItemLeft = (lines: readonly PackLine[], left: ReadonlyMap<string, number>): boolean =>
  lines.some(({ id, isGift }) => !isGift && (left.get(id) ?? 0) > 0);

/** What goes in a parcel that names no items, beside what others name. Gifts wait with the goods. */
function restOf(lines: readonly PackLine[], left: ReadonlyMap<string, number>): PackedParcel["items"] {
  const rest = lines.flatMap((line) => {
    const units = left.get(line.id) ?? 0;
    // Units that wait for stock are named last.
    const quantity = line.isSplit ? Math.min(line.next, units) : Math.max(0, line.next - (line.left - units));
    return quantity > 0 ? [{ line, quantity }] : [];
  });
  return isItemLeft(lines, left) && rest.every(({ line }) => line.isGift) ? [] : rest;
}

interface Units {
  readonly left: Map<string, number>;
  readonly linesById: ReadonlyMap<string, PackLine>;
}

function take(item: { readonly lineId: string; readonly quantity: number }, { left, linesById }: Units) {
  const line = linesById.get(item.lineId);
  const units = left.get(item.lineId) ?? 0;
  if (!line) throw new HubError("SHIPMENT_ITEMS", "validation", message("refused.lineUnknown"), "parcels");
  if (item.quantity > units)
    throw new HubError(
      "SHIPMENT_ITEMS",
      "validation",
      message("refused.lineAtMost", { title: line.title, units }),
      "parcels",
    );
  left.set(item.lineId, units - item.quantity);
  return { line, quantity: item.quantity };
}

function weightOf(input: ParcelInput, items: PackedParcel["items"], n: number): number {
  if (input.weightGrams !== undefined) return input.weightGrams;
  const unknown = items.find(({ line }) => line.weightGrams === null);
  const sum = items.reduce((grams, { line, quantity }) => grams + (line.weightGrams ?? 0) * quantity, 0);
  if (unknown || sum === 0)
    throw new HubError(
      "SHIPMENT_WEIGHT",
      "validation",
      message("refused.shipmentWeight", { title: unknown?.line.title ?? items[0]?.line.title ?? "" }),
      `parcels.${n}.weightGrams`,
    );
  return sum + (input.packagingGrams ?? 0);
}
