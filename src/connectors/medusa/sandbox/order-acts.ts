/** What the shop does with orders: reservations, parcels, cancellation, captures and refunds, with its own oddities. */
import { type Amount, amountOf } from "./amounts.ts";
import { capturedOf, orderFigures, refundedOf } from "./order-view.ts";
import type { State, StoredItem, StoredLine, StoredOrder, StoredParcel, StoredPayment } from "./state.ts";
import { invalid, known, mistake, notAllowed, notFound } from "./state.ts";

export function orderOf(state: State, id: string): StoredOrder {
  return known(state.orders.get(id), `Order id not found: ${id}`);
}

/** The order moves, and its version counts on. */
export function move(state: State, order: StoredOrder): void {
  order.version += 1;
  order.updatedAt = state.now();
}

export function assertUnchanged(order: StoredOrder): void {
  if (order.change) throw invalid(`Order (${order.id}) already has an existing active order change`);
}

function itemOf(state: State, line: StoredLine): StoredItem | undefined {
  const variant = state.variants.get(line.variantId);
  return variant?.managed ? state.items.get(variant.itemIds[0] ?? "") : undefined;
}

function levelAt(state: State, item: StoredItem, location: string) {
  const found = item.levels.find((level) => level.location === location);
  if (found) return found;
  const made = { id: state.id("ilev"), location, stocked: 0, reserved: 0, updatedAt: state.now() };
  item.levels.push(made);
  return made;
}

function changeLevel(state: State, itemId: string, location: string, stocked: number, reserved: number): void {
  const item = state.items.get(itemId);
  if (!item) return;
  const level = levelAt(state, item, location);
  Object.assign(level, {
    stocked: level.stocked + stocked,
    reserved: level.reserved + reserved,
    updatedAt: state.now(),
  });
}

/** One location that holds the whole line, in the order the database returns rows: the one written last comes first. */
export function reserve(state: State, line: StoredLine, units: number): void {
  const item = itemOf(state, line);
  if (!item || units <= 0) return;
  const levels = item.levels.toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0));
  const level = levels.find(({ stocked, reserved }) => stocked - reserved >= units) ?? levels[0];
  const location = line.reservation?.location ?? level?.location;
  if (location === undefined) return;
  changeLevel(state, item.id, location, 0, units);
  line.reservation = { itemId: item.id, location, quantity: (line.reservation?.quantity ?? 0) + units };
}

function release(state: State, line: StoredLine, units: number): void {
  const { reservation } = line;
  if (!reservation || units <= 0) return;
  changeLevel(state, reservation.itemId, reservation.location, 0, -units);
  reservation.quantity -= units;
  if (reservation.quantity <= 0) line.reservation = null;
}

export interface FulfilBody {
  readonly items: readonly { readonly id: string; readonly quantity: number }[];
  readonly location_id?: string | null;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

export function fulfil(state: State, order: StoredOrder, { items, location_id, metadata }: FulfilBody): StoredParcel {
  assertUnchanged(order);
  if (order.status === "canceled") throw invalid(`Order with id ${order.id} has been canceled.`);
  if (items.length === 0) throw invalid("Invalid request: Value for field 'items' too small, expected at least: '1'");
  if (location_id)
    known(
      state.locations.find(({ id }) => id === location_id),
      `StockLocation id not found: ${location_id}`,
    );
  const wanted = items.map(({ id, quantity }) => {
    const line = order.lines.find((one) => one.id === id);
    if (!line) throw invalid(`Items with ids ${id} does not exist in order with id ${order.id}.`);
    if (!(quantity > 0)) throw invalid(`Quantity to fulfill of item ${id} is required.`);
    if (line.fulfilled + quantity > line.quantity)
      throw invalid(
        line.reservation
          ? `Quantity to fulfill exceeds the reserved quantity for the item: ${id}`
          : `No stock reservation found for item ${id} - ${line.title} (${line.variantTitle})`,
      );
    return { line, quantity };
  });
  const [first] = wanted;
  const parcel: StoredParcel = {
    id: state.id("ful"),
    createdAt: state.now(),
    location: location_id ?? first?.line.reservation?.location ?? state.locations[0]?.id ?? "",
    metadata: metadata ?? null,
    items: wanted.map(({ line, quantity }) => ({ lineId: line.id, quantity })),
    shippedAt: null,
    deliveredAt: null,
    canceledAt: null,
    labels: [],
  };
  for (const { line, quantity } of wanted) {
    const { reservation } = line;
    line.fulfilled += quantity;
    if (!reservation) continue;
    const from = location_id ?? reservation.location;
    changeLevel(state, reservation.itemId, from, -quantity, from === reservation.location ? -quantity : 0);
    reservation.quantity -= quantity;
    if (from !== reservation.location) {
      // The row moves, and what the old place has reserved stays for ever.
      changeLevel(state, reservation.itemId, from, 0, reservation.quantity);
      reservation.location = from;
    }
    if (reservation.quantity <= 0) line.reservation = null;
  }
  order.parcels.push(parcel);
  move(state, order);
  return parcel;
}

function parcelOf(order: StoredOrder, id: string): StoredParcel | undefined {
  return order.parcels.find((one) => one.id === id);
}

interface ShipBody {
  readonly items: readonly unknown[];
  readonly labels?: StoredParcel["labels"];
}

/** It ships the whole parcel, whatever lines are named. */
export function ship(state: State, order: StoredOrder, parcelId: string, { labels = [] }: ShipBody): void {
  const parcel = parcelOf(order, parcelId);
  if (!parcel) throw mistake();
  if (parcel.shippedAt) throw notAllowed("Shipment has already been created");
  for (const label of labels)
    for (const name of ["tracking_number", "tracking_url", "label_url"] as const) {
      if (typeof label[name] !== "string") throw invalid(`Invalid request: Field 'labels, 0, ${name}' is required`);
      if (name !== "tracking_number" && !/^(https?:\/\/.+|#|)$/.test(label[name]))
        throw invalid(`Invalid request: Invalid URL`);
    }
  parcel.shippedAt = state.now();
  parcel.labels = [...labels];
  for (const { lineId, quantity } of parcel.items) lineOf(order, lineId).shipped += quantity;
  move(state, order);
}

export function deliver(state: State, order: StoredOrder, parcelId: string): void {
  const parcel = parcelOf(order, parcelId);
  if (!parcel) throw mistake();
  if (parcel.deliveredAt) throw notAllowed("Fulfillment has already been marked delivered");
  parcel.deliveredAt = state.now();
  for (const { lineId, quantity } of parcel.items) lineOf(order, lineId).delivered += quantity;
  move(state, order);
}

export function withdraw(state: State, order: StoredOrder, parcelId: string): void {
  assertUnchanged(order);
  const parcel = parcelOf(order, parcelId);
  if (!parcel) throw mistake();
  if (parcel.shippedAt)
    throw notAllowed("The fulfillment has already been shipped. Shipped fulfillments cannot be canceled");
  if (parcel.canceledAt) throw notAllowed("The fulfillment is already canceled");
  parcel.canceledAt = state.now();
  for (const { lineId, quantity } of parcel.items) {
    const line = lineOf(order, lineId);
    line.fulfilled -= quantity;
    const item = itemOf(state, line);
    if (!item) continue;
    changeLevel(state, item.id, parcel.location, quantity, quantity);
    line.reservation = {
      itemId: item.id,
      location: parcel.location,
      quantity: (line.reservation?.quantity ?? 0) + quantity,
    };
  }
  move(state, order);
}

function lineOf(order: StoredOrder, id: string): StoredLine {
  const line = order.lines.find((one) => one.id === id);
  if (!line) throw mistake();
  return line;
}

/** Captured money goes back by itself, what is authorised is voided, and the stock is free again. */
export function cancel(state: State, order: StoredOrder): void {
  assertUnchanged(order);
  if (order.status === "canceled") throw invalid(`Order with id ${order.id} has been canceled.`);
  if (order.parcels.some(({ canceledAt }) => canceledAt === null))
    throw notAllowed("All fulfillments must be canceled before canceling an order");
  for (const payment of order.payments) {
    const left = capturedOf(payment) - refundedOf(payment);
    if (left > 0n) {
      payment.refunds.push({ id: state.id("ref"), amount: left, note: null, createdAt: state.now() });
      order.creditLines.push(left);
    } else if (payment.captures.length === 0) payment.canceledAt = state.now();
  }
  for (const line of order.lines) release(state, line, line.reservation?.quantity ?? 0);
  order.status = "canceled";
  order.canceledAt = state.now();
  move(state, order);
}

function paymentOf(state: State, id: string): { readonly order: StoredOrder; readonly payment: StoredPayment } {
  for (const order of state.orders.values())
    for (const payment of order.payments) if (payment.id === id) return { order, payment };
  throw notFound(`Payment with id: ${id} was not found`);
}

/** In full it moves the payment's time alone; in part no time at all. */
export function capture(state: State, id: string, told: number | undefined): StoredPayment {
  const { payment } = paymentOf(state, id);
  const left = payment.amount - capturedOf(payment);
  const amount = told === undefined ? payment.amount : amountOf(told);
  if (amount > left)
    throw invalid("You cannot capture more than the authorized amount substracted by what is already captured.");
  payment.captures.push({ id: state.id("capt"), amount, createdAt: state.now() });
  if (amount === payment.amount) payment.updatedAt = state.now();
  return payment;
}

/** Money of a return that is open moves nothing; beyond that a credit line is booked, and the order moves. */
export function refund(state: State, id: string, told: number | undefined, note: string | null): StoredPayment {
  const { order, payment } = paymentOf(state, id);
  const captured = capturedOf(payment);
  if (told === undefined && payment.refunds.length > 0)
    throw invalid("You cannot refund more than what is captured on the payment.");
  const amount = told === undefined ? captured : amountOf(told);
  if (amount > captured - refundedOf(payment))
    throw invalid("You are not allowed to refund more than the captured amount");
  const owed: Amount = -orderFigures(state, order).pending;
  payment.refunds.push({ id: state.id("ref"), amount, note, createdAt: state.now() });
  const credit = amount - (owed > 0n ? owed : 0n);
  if (credit > 0n) {
    order.creditLines.push(credit);
    move(state, order);
  }
  return payment;
}

export function complete(state: State, order: StoredOrder): void {
  order.status = "completed";
  order.updatedAt = state.now();
}

/** An edit that is confirmed: units are freed or reserved. */
export function editLine(state: State, order: StoredOrder, line: StoredLine, quantity: number): void {
  assertUnchanged(order);
  if (quantity > line.quantity) reserve(state, line, quantity - line.quantity);
  else release(state, line, line.quantity - quantity);
  line.quantity = quantity;
  move(state, order);
}

/** A received unit lies at the return's location. */
export function putBack(state: State, line: StoredLine, location: string, units: number): void {
  const item = itemOf(state, line);
  if (item) changeLevel(state, item.id, location, units, 0);
}
