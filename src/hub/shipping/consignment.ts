/** An order as couriers get it: where from and to, what is in it, what is to be collected. */

import { collectOf } from "../../commerce/cod.ts";
import { message } from "../../commerce/message.ts";
import type { Address } from "../../commerce/order.ts";
import type { Consignment, Packed, PickupAddress, ShippingOrigin } from "../../commerce/shipment.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { orderMoney, passedOn } from "../orders/owed.ts";
import type { PickupState } from "../orders/pickup-state.ts";
import { refusal } from "../refusals.ts";
import type { PackedParcel, PackLine } from "./pack.ts";

export interface ShippedOrder {
  readonly id: string;
  readonly number: string;
  readonly connectionId: string | null;
  readonly status: string;
  readonly placedAt: Date;
  readonly paymentKind: string;
  readonly financial: string;
  readonly currency: string;
  readonly totalMinor: bigint | null;
  readonly shippingAddress: Address | null;
  readonly contact: { readonly email?: string; readonly phone?: string; readonly name?: string };
  /** Collected at one of our locations. */
  readonly pickup: PickupState | null;
  /** That location, with its address in a receiver's form. */
  readonly pickupAddress: Address | null;
}

const ORDER = `select ${columns("", "id number connectionId status placedAt paymentKind financial")},
    ${columns("", "currency totalMinor shippingAddress contact pickup")},
    (select jsonb_build_object('company', l.name) || l.address from argosy.location l
     where l.organization_id = argosy.tenant() and l.id = o.pickup_location_id) as "pickupAddress"
  from argosy.sales_order o where organization_id = argosy.tenant() and id = $1`;

/** Throws HubError ORDER_UNKNOWN. */
export async function shippedOrder(tx: Tx, orderId: string): Promise<ShippedOrder> {
  const order = await tx.maybe<ShippedOrder>(ORDER, [orderId]);
  if (!order) throw refusal("ORDER_UNKNOWN");
  return order;
}

/** The receiver: of goods on their way to where they are collected, that location. Throws HubError SHIPMENT_ADDRESS, ORDER_PICKUP. */
export function receiverOf(order: ShippedOrder): ShippingOrigin {
  const { contact, number, pickup } = order;
  if (pickup === "waiting" || pickup === "ready" || pickup === "handed")
    throw new HubError("ORDER_PICKUP", "conflict", message("refused.pickupShip", { number }));
  const address = pickup === "elsewhere" ? order.pickupAddress : order.shippingAddress;
  if (!address?.line1 || !address.country)
    throw new HubError("SHIPMENT_ADDRESS", "conflict", message(lackOf(address), { number }));
  return {
    ...address,
    name: address.name ?? contact.name,
    phone: address.phone ?? contact.phone,
    email: contact.email,
  };
}

/** The part of the address every parcel needs and that is missing. */
function lackOf(address: Address | null) {
  if (address?.line1) return "refused.shipmentCountry";
  return address?.country ? "refused.shipmentStreet" : "refused.shipmentAddress";
}

/** Where the courier picks it up, with the courier's own key of the location. Throws HubError SHIPMENT_PLACE. */
export async function shipFrom(
  tx: Tx,
  of: { readonly locationId: string; readonly connectionId: string | null },
): Promise<PickupAddress> {
  const row = await tx.maybe<{ name: string; address: Readonly<Record<string, string>>; key: string | null }>(
    `select l.name, l.address, (select min(e.ext_key) from argosy.ext_location e
       where e.organization_id = argosy.tenant() and e.connection_id = $2 and e.location_id = l.id and e.active) as key
     from argosy.location l where l.organization_id = argosy.tenant() and l.id = $1 and l.kind = 'own'`,
    [of.locationId, of.connectionId],
  );
  if (!row) throw refusal("LOCATION_UNKNOWN", "locationId");
  const { address, name } = row;
  if (!address.line1 || !address.country)
    throw new HubError("SHIPMENT_PLACE", "conflict", message("refused.shipmentPlace", { name }), "locationId");
  const origin = { ...address, name: address.name ?? name };
  return { locationId: of.locationId, address: origin, ...(row.key !== null && { key: row.key }) };
}

/**
 * What is collected at the door (`collectOf`); nothing of an order that is paid. Throws HubError SHIPMENT_OWED where part of it is paid and nobody tells how much.
 */
export async function toCollect(
  tx: Tx,
  order: ShippedOrder,
  { parcels, lines }: { readonly parcels: readonly PackedParcel[]; readonly lines: readonly PackLine[] },
): Promise<bigint> {
  if (order.paymentKind !== "cod") return 0n;
  const worth = worthOf(parcels);
  if (order.totalMinor === null) return order.financial === "cod_pending" ? worth : 0n;
  const owed = (await orderMoney(tx, order.id))?.outstandingMinor ?? null;
  if (owed === null)
    throw new HubError("SHIPMENT_OWED", "conflict", message("refused.shipmentOwed", { number: order.number }));
  const others = await tx.one<{ collect: bigint }>(
    `select greatest(0, coalesce(sum(s.collect_minor), 0) - ${passedOn("$1")})::bigint as collect from argosy.shipment s
     where s.organization_id = argosy.tenant() and s.order_id = $1
       and s.state in ('requested', 'booking', 'booked', 'unknown') and s.status <> 'cancelled'`,
    [order.id],
  );
  const items = parcels.flatMap((parcel) => parcel.items);
  const unitsOf = (id: string) => items.reduce((sum, item) => (item.line.id === id ? sum + item.quantity : sum), 0);
  // Units that left without a courier of ours, or were handed over in person, are not left either; nobody pays for gifts.
  const isLast = lines.every((line) => line.isGift || unitsOf(line.id) >= line.left);
  return collectOf({ owedMinor: owed, othersMinor: others.collect, worthMinor: worth, isLast });
}

/** What the units in these parcels cost the buyer. */
export function worthOf(parcels: readonly PackedParcel[]): bigint {
  return parcels.flatMap(({ items }) => items).reduce((sum, { line, quantity }) => sum + shareOf(line, quantity), 0n);
}

const shareOf = (line: PackedParcel["items"][number]["line"], quantity: number): bigint =>
  (line.totalMinor * BigInt(quantity)) / BigInt(Math.max(1, line.orderedQuantity));

export function packedOf(parcel: PackedParcel, reference: string): Packed {
  return {
    reference,
    weightGrams: parcel.weightGrams,
    lengthMm: parcel.size.length,
    widthMm: parcel.size.width,
    heightMm: parcel.size.height,
    items: parcel.items.map(({ line, quantity }) => ({
      title: line.title,
      quantity,
      unitMinor: shareOf(line, 1),
      ...(line.sku !== null && { sku: line.sku }),
      ...(line.hsn !== null && { hsn: line.hsn }),
      ...(line.originCountry !== null && { originCountry: line.originCountry }),
      ...(line.weightGrams !== null && { weightGrams: line.weightGrams }),
    })),
  };
}

/** A consignment nobody has booked yet, for asking couriers what they would take. */
export function consignmentOf(
  order: ShippedOrder,
  what: { readonly from: PickupAddress; readonly parcels: readonly PackedParcel[]; readonly collectMinor: bigint },
): Consignment {
  const { collectMinor } = what;
  return {
    from: what.from,
    to: receiverOf(order),
    parcels: what.parcels.map((parcel, n) => packedOf(parcel, `QUOTE-${n + 1}`)),
    payment: collectMinor > 0n ? "cod" : "prepaid",
    collectMinor,
    valueMinor: worthOf(what.parcels),
    currency: order.currency,
    direction: "forward",
  };
}
