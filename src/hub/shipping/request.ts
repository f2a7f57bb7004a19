/** Requests to book parcels: everything that can be refused is refused before a courier is called. */

import { randomInt } from "node:crypto";
import { actorText, type By } from "../../commerce/actor.ts";
import { type Insured, insuredMinorOf } from "../../commerce/insured.ts";
import { type HubText, message } from "../../commerce/message.ts";
import { allocate, type Money } from "../../commerce/money.ts";
import { newId } from "../../commerce/new-id.ts";
import { sumOf } from "../../commerce/profit/spread.ts";
import type { ChosenBy } from "../../commerce/shipping-rules.ts";
import { SELLING } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { ensureDefaultLocation } from "../inventory/locations.ts";
import { jsonRows } from "../json-column.ts";
import { acceptedFromStart } from "../orders/booked-parcels.ts";
import { refuseHeld } from "../orders/held.ts";
import { lockWithMerged } from "../orders/merged-orders.ts";
import { announceOrdersChanged } from "../orders/notify-changed.ts";
import { refusal } from "../refusals.ts";
import { writeTimeline } from "../timeline.ts";
import { updateCodState } from "./cash.ts";
import { consignmentOf, receiverOf, type ShippedOrder, shipFrom, shippedOrder, worthOf } from "./consignment.ts";
import { saveWhy, type WhyChosen } from "./courier-reason.ts";
import type { PackedParcel, ParcelInput } from "./pack.ts";
import { chosenInsured, collectEach, heldAt, type PackedOrders, packOrders } from "./pack-merged.ts";

export interface ShipmentInput extends By {
  readonly orderId: string;
  /** The courier's. */
  readonly connectionId: string;
  readonly parcels: readonly ParcelInput[];
  /** Absent: the location that holds its units, else the default. */
  readonly locationId?: string | undefined;
  readonly service?: string | undefined;
  readonly serviceName?: string | undefined;
  /** Absent: as an automation chose for the order, else not. */
  readonly insured?: Insured | undefined;
  /** The most it may cost, as a person saw it. */
  readonly price?: Money | undefined;
  readonly labelFormat?: string | undefined;
  /** The rule or preference that proposed it, where a person accepted the proposal. */
  readonly chosenBy?: ChosenBy | undefined;
  readonly whyChosen?: WhyChosen | undefined;
  readonly fulfilWhen: "booked" | "picked_up";
  readonly notifyCustomer: boolean;
  /** The same key for the same order books once. */
  readonly idempotencyKey: string;
}

/**
 * Requests a shipment; the courier's lane books it. Answers its id. Throws HubError ORDER_UNKNOWN, ORDER_CANCELLED,
 * ORDER_ON_HOLD, COURIER_UNKNOWN, SHIPMENT_ADDRESS, SHIPMENT_PLACE, SHIPMENT_NOTHING_LEFT, SHIPMENT_ITEMS,
 * SHIPMENT_WEIGHT, and of orders that are merged MERGE_ONE_PARCEL, MERGE_NOT_READY, MERGE_ADDRESSES.
 */
export async function requestShipment(tx: Tx, input: ShipmentInput): Promise<string> {
  await lockWithMerged(tx, [input.orderId]);
  const requested = await writeShipment(tx, input, bookingCache(tx, input.now));
  await announceRequested(tx, requested.written, input);
  return requested.shipmentId;
}

/** What shipments requested together have in common, read once. */
export interface BookingCache {
  courier(id: string): ReturnType<typeof courierOf>;
  location(): Promise<string>;
  from(location: { readonly locationId: string; readonly connectionId: string | null }): ReturnType<typeof shipFrom>;
}

export function bookingCache(tx: Tx, now: Date): BookingCache {
  const entries = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const found = (entries.get(key) as Promise<T> | undefined) ?? read();
    entries.set(key, found);
    return found;
  };
  return {
    courier: (id) => once(`courier ${id}`, () => courierOf(tx, id)),
    location: () => once("location", () => ensureDefaultLocation(tx, now)),
    from: (location) => once(`from ${location.locationId} ${location.connectionId}`, () => shipFrom(tx, location)),
  };
}

/** A shipment that is written but not announced yet. */
export interface WrittenShipment {
  readonly shipmentId: string;
  readonly order: Pick<ShippedOrder, "id" | "number" | "connectionId">;
  readonly courier: { readonly id: string; readonly name: string };
  /** Numbers of the orders in the same parcel. */
  readonly together: readonly string[];
}

/** The order's shipment, and what was written for it: also those of the orders it is merged with; none: it was requested before. */
export interface RequestedShipment {
  readonly shipmentId: string;
  readonly written: readonly WrittenShipment[];
}

/** Writes a shipment whose orders' rows are locked; `announceRequested` is to follow in the same transaction. Throws as `requestShipment`. */
export async function writeShipment(tx: Tx, input: ShipmentInput, cache: BookingCache): Promise<RequestedShipment> {
  const order = await shippedOrder(tx, input.orderId);
  const earlier = await earlierShipment(tx, order.id, input.idempotencyKey);
  if (earlier !== null) return { shipmentId: earlier, written: [] };
  if (order.status === "cancelled")
    throw new HubError("ORDER_CANCELLED", "conflict", message("refused.orderCancelled", { number: order.number }));
  await refuseHeld(tx, [order.id]);
  const { name } = await cache.courier(input.connectionId);
  receiverOf(order);
  const packed = await packOrders(tx, order, input.parcels);
  const locationId = input.locationId ?? heldAt(packed) ?? (await cache.location());
  const from = await cache.from({ locationId, connectionId: input.connectionId });
  const collected = await collectEach(tx, packed);
  const insured = input.insured ?? (await chosenInsured(tx, order.id)) ?? "none";
  const ids = await insertShares(tx, { ...input, insured }, { packed, collected, locationId });
  const [shipmentId = ""] = ids;
  const { chosenBy, whyChosen } = input;
  if (chosenBy && whyChosen) {
    const consignment = consignmentOf(order, { from, parcels: packed.parcels, collectMinor: sumOf(collected) });
    const requested = { chosenBy, courierId: input.connectionId, orderId: order.id, consignment, now: input.now };
    const why = await whyChosen(tx, requested);
    if (why) await saveWhy(tx, ids, why);
  }
  const numbers = packed.shares.map((share) => share.order.number);
  const written = packed.shares.map((share, n) => ({
    shipmentId: ids[n] ?? "",
    order: share.order,
    courier: { id: input.connectionId, name },
    together: numbers.filter((_, other) => other !== n),
  }));
  return { shipmentId, written };
}

/** Writes a shipment of each order; the first holds the label. What the parcel may cost is divided by the goods' worth. */
async function insertShares(
  tx: Tx,
  input: ShipmentInput,
  of: { readonly packed: PackedOrders; readonly collected: readonly bigint[]; readonly locationId: string },
): Promise<readonly string[]> {
  const { shares } = of.packed;
  const worths = shares.map(({ parcels }) => worthOf(parcels));
  const prices = input.price && allocate(input.price.minor, worths);
  const insured = allocate(insuredMinorOf(input.insured ?? "none", sumOf(worths)), worths);
  const payment = sumOf(of.collected) > 0n ? "cod" : "prepaid";
  const ids: string[] = [];
  for (const [n, { order, parcels }] of shares.entries()) {
    const price = input.price && { ...input.price, minor: prices?.[n] ?? 0n };
    const collect = of.collected[n] ?? 0n;
    const packing = { order, parcels, locationId: of.locationId, collect, payment, insured: insured[n] ?? 0n } as const;
    ids.push(await insertShipment(tx, { ...input, price }, { ...packing, labelShipmentId: ids[0] ?? null }));
  }
  return ids;
}

/**
 * Updates cash states, timelines and events of shipments just written. The couriers' lanes are woken last: their rows
 * stay locked until the end.
 */
export async function announceRequested(tx: Tx, fresh: readonly WrittenShipment[], by: By): Promise<void> {
  if (fresh.length === 0) return;
  await updateCodState(
    tx,
    fresh.map(({ order }) => order.id),
    by,
  );
  const entries = fresh.map(({ shipmentId, order, courier, together }) => {
    const requested = message("order.shipment.requested", { courier: courier.name });
    const numbers = together.join(", ");
    const text: HubText =
      together.length === 0 ? requested : [requested, message("order.shipment.together", { numbers })];
    return { orderId: order.id, kind: "shipment" as const, text, data: { shipmentId } };
  });
  await writeTimeline(tx, entries, by);
  await announceOrdersChanged(
    tx,
    fresh.map(({ order }) => ({ id: order.id, storeId: order.connectionId })),
  );
  for (const id of [...new Set(fresh.map(({ courier }) => courier.id))].sort()) await wakeCourier(tx, id, by.now);
}

/** The shipment requested before with this key. */
export async function earlierShipment(tx: Tx, orderId: string, idempotencyKey: string): Promise<string | null> {
  const earlier = await tx.maybe<{ id: string }>(
    "select id from argosy.shipment where organization_id = argosy.tenant() and order_id = $1 and idempotency_key = $2",
    [orderId, idempotencyKey],
  );
  return earlier?.id ?? null;
}

/** Throws HubError COURIER_UNKNOWN. */
export async function courierOf(tx: Tx, connectionId: string): Promise<{ readonly name: string }> {
  const courier = await tx.maybe<{ name: string }>(
    `select name from argosy.connection where organization_id = argosy.tenant() and id = $1 and kind = 'logistics'
       and state in ${SELLING}`,
    [connectionId],
  );
  if (!courier) throw refusal("COURIER_UNKNOWN", "connectionId");
  return courier;
}

/** Wakes the courier's lane. */
export async function wakeCourier(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await tx.run("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [connectionId, now]);
}

interface Packing {
  readonly order: ShippedOrder;
  readonly parcels: readonly PackedParcel[];
  readonly locationId: string;
  readonly collect: bigint;
  readonly insured: bigint;
  /** Of the whole parcel. */
  readonly payment: "prepaid" | "cod";
  /** The shipment whose label it shares. */
  readonly labelShipmentId: string | null;
}

async function insertShipment(
  tx: Tx,
  input: ShipmentInput,
  { order, parcels, locationId, collect, insured, payment, labelShipmentId }: Packing,
): Promise<string> {
  const id = newId(input.now);
  const reference = newReference(order.number);
  await tx.run(
    `insert into argosy.shipment (organization_id, id, order_id, connection_id, reference, idempotency_key, due_at,
       label_format, location_id, service, service_name, price_minor, price_currency, payment, collect_minor,
       value_minor, currency, tells_at,
       notify_customer, requested_by, created_at, updated_at, order_changes_kept, label_shipment_id, insured_minor)
     values (argosy.tenant(), $1, $2, $3, $4, $5, case when $21::uuid is null then $19::timestamptz end, $6, $7, $8, $9,
       $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19, $20, $21, $22)`,
    [
      id,
      order.id,
      input.connectionId,
      reference,
      input.idempotencyKey,
      input.labelFormat ?? null,
      locationId,
      input.service ?? null,
      input.serviceName ?? null,
      input.price?.minor ?? null,
      input.price?.currency ?? null,
      payment,
      collect,
      worthOf(parcels),
      order.currency,
      input.fulfilWhen,
      input.notifyCustomer,
      actorText(input.actor),
      input.now,
      JSON.stringify(acceptedFromStart(order)),
      labelShipmentId,
      insured,
    ],
  );
  const rows = parcels.map((parcel, position) => ({
    id: newId(input.now),
    position,
    reference: parcels.length === 1 ? reference : `${reference}-${position + 1}`,
    weight: parcel.weightGrams,
    ...parcel.size,
    items: parcel.items.map(({ line, quantity }) => ({ lineId: line.id, quantity })),
    planned: parcel.planned ?? null,
  }));
  await tx.run(
    `insert into argosy.parcel (organization_id, id, shipment_id, connection_id, position, reference, weight_grams,
     length_mm, width_mm, height_mm, items, planned_parcel)
     select argosy.tenant(), id, $2, $3, position, reference, weight, length, width, height, items, planned
     from json_to_recordset($1) as n(id uuid, position int, reference text, weight int, length int, width int,
       height int, items jsonb, planned int)`,
    [jsonRows(rows), id, input.connectionId],
  );
  return id;
}

// Without those that look alike.
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** The order's number for people, and enough chance that no other hub of this courier's account ever made the same. */
function newReference(number: string): string {
  const chance = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return `${number
    .toUpperCase()
    .replace(/[^A-Z0-9-]/g, "")
    .slice(0, 24)}-${chance}`;
}
