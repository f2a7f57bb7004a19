/** What the shop does with orders: reservations, parcels, cancellation, captures and refunds, with its own oddities. */
import { raise } from "../../connectors/kit/sandbox/missing.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";
import { type Amount, amountOf } from "./amounts.ts";
import { capturedOf, orderFigures, refundedOf } from "./order-view.ts";
import type {
  State,
  StoredItem,
  StoredLine,
  StoredOrder,
  StoredParcel,
  StoredPayment,
  StoredReservation,
} from "./state.ts";
import { invalid, mistake, notAllowed, notFound, requiredRow } from "./state.ts";

export function orderOf(state: State, id: string): StoredOrder {
  return requiredRow(state.orders.get(id), `Order id not found: ${id}`);
}

/** The order moves, and its version counts on. */
export function move(state: State, order: StoredOrder): void {
  order.version += 1;
  order.updatedAt = state.now();
}

export function assertUnchanged(order: StoredOrder): void {
  if (order.change) throw invalid(`Order (${order.id}) already has an existing active order change`);
}

/** The stock items a unit of the line is made of, where the shop counts it. */
function itemsOf(state: State, line: StoredLine): { readonly item: StoredItem; readonly each: number }[] {
  const variant = state.variants.get(line.variantId);
  if (!variant?.managed) return [];
  return variant.links.flatMap(({ itemId, required }) => {
    const item = state.items.get(itemId);
    return item ? [{ item, each: required }] : [];
  });
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
  if (units > 0) for (const one of itemsOf(state, line)) reserveOf(state, line, { ...one, units });
}

function reserveOf(
  state: State,
  line: StoredLine,
  { item, each, units }: { readonly item: StoredItem; readonly each: number; readonly units: number },
): void {
  const requested = units * each;
  const levels = item.levels.toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0));
  const level = levels.find(({ stocked, reserved }) => stocked - reserved >= requested) ?? levels[0];
  const location = line.reservations.find(({ itemId }) => itemId === item.id)?.location ?? level?.location;
  if (location === undefined) return;
  changeLevel(state, item.id, location, 0, requested);
  hold(line, { itemId: item.id, each, location, quantity: requested });
}

function hold(line: StoredLine, more: StoredReservation): void {
  const held = line.reservations.find(({ itemId }) => itemId === more.itemId);
  if (held) Object.assign(held, { location: more.location, quantity: held.quantity + more.quantity });
  else line.reservations.push(more);
}

function release(state: State, line: StoredLine, units: number): void {
  if (units <= 0) return;
  for (const held of line.reservations) {
    const pieces = Math.min(held.quantity, units * held.each);
    changeLevel(state, held.itemId, held.location, 0, -pieces);
    held.quantity -= pieces;
  }
  letGo(line);
}

function letGo(line: StoredLine): void {
  line.reservations = line.reservations.filter(({ quantity }) => quantity > 0);
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
    requiredRow(
      state.locations.find(({ id }) => id === location_id),
      `StockLocation id not found: ${location_id}`,
    );
  const requested = items.map(({ id, quantity }) => {
    const line = order.lines.find((one) => one.id === id);
    if (!line) throw invalid(`Items with ids ${id} does not exist in order with id ${order.id}.`);
    if (!(quantity > 0)) throw invalid(`Quantity to fulfill of item ${id} is required.`);
    if (line.fulfilled + quantity > line.quantity)
      throw invalid(
        line.reservations.length > 0
          ? `Quantity to fulfill exceeds the reserved quantity for the item: ${id}`
          : `No stock reservation found for item ${id} - ${line.title} (${line.variantTitle})`,
      );
    return { line, quantity };
  });
  const [first] = requested;
  const parcel: StoredParcel = {
    id: state.id("ful"),
    createdAt: state.now(),
    location: location_id ?? first?.line.reservations[0]?.location ?? state.locations[0]?.id ?? "",
    metadata: metadata ?? null,
    items: requested.map(({ line, quantity }) => ({ lineId: line.id, quantity })),
    pieces: requested.flatMap(piecesOf),
    shippedAt: null,
    deliveredAt: null,
    canceledAt: null,
    labels: [],
  };
  for (const { line, quantity } of requested) {
    line.fulfilled += quantity;
    for (const held of line.reservations) takeHeld(state, held, quantity, location_id ?? held.location);
    letGo(line);
  }
  order.parcels.push(parcel);
  move(state, order);
  return parcel;
}

/** Of a line with reservations a row for each of them, in pieces. */
function piecesOf({
  line,
  quantity,
}: {
  readonly line: StoredLine;
  readonly quantity: number;
}): StoredParcel["pieces"] {
  if (line.reservations.length === 0) return [{ lineId: line.id, itemId: null, quantity }];
  return line.reservations.map(({ itemId, each }) => ({ lineId: line.id, itemId, quantity: quantity * each }));
}

function takeHeld(state: State, held: StoredReservation, units: number, from: string): void {
  const pieces = units * held.each;
  changeLevel(state, held.itemId, from, -pieces, from === held.location ? -pieces : 0);
  held.quantity -= pieces;
  if (from === held.location) return;
  // The row moves, and what the old place has reserved stays for ever.
  changeLevel(state, held.itemId, from, 0, held.quantity);
  held.location = from;
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
  const parcel = parcelOf(order, parcelId) ?? raise(mistake());
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
  const parcel = parcelOf(order, parcelId) ?? raise(mistake());
  if (parcel.deliveredAt) throw notAllowed("Fulfillment has already been marked delivered");
  parcel.deliveredAt = state.now();
  for (const { lineId, quantity } of parcel.items) lineOf(order, lineId).delivered += quantity;
  move(state, order);
}

export function withdraw(state: State, order: StoredOrder, parcelId: string): void {
  assertUnchanged(order);
  const parcel = parcelOf(order, parcelId) ?? raise(mistake());
  if (parcel.shippedAt)
    throw notAllowed("The fulfillment has already been shipped. Shipped fulfillments cannot be canceled");
  if (parcel.canceledAt) throw notAllowed("The fulfillment is already canceled");
  parcel.canceledAt = state.now();
  for (const { lineId, quantity } of parcel.items) {
    const line = lineOf(order, lineId);
    line.fulfilled -= quantity;
    for (const { item, each } of itemsOf(state, line)) {
      changeLevel(state, item.id, parcel.location, quantity * each, quantity * each);
      hold(line, { itemId: item.id, each, location: parcel.location, quantity: quantity * each });
    }
  }
  move(state, order);
}

function lineOf(order: StoredOrder, id: string): StoredLine {
  return order.lines.find((one) => one.id === id) ?? raise(mistake());
}

/** Captured money goes back by itself, what is authorised is voided, and the stock is free again. */
export function cancel(state: State, order: StoredOrder): void {
  assertUnchanged(order);
  if (order.status === "canceled") throw invalid(`Order with id ${order.id} has been canceled.`);
  if (order.parcels.some(({ canceledAt }) => canceledAt === null))
    throw notAllowed("All fulfillments must be canceled before canceling an order");
  const owed = order.payments.map((payment) => ({ payment, left: capturedOf(payment) - refundedOf(payment) }));
  const paidBack = owed.filter(({ left }) => left > 0n);
  inSteps(
    ...paidBack.map(({ payment, left }) => () => {
      payment.refunds.push({ id: state.id("ref"), amount: left, note: null, createdAt: state.now() });
    }),
    () => {
      order.creditLines.push(...paidBack.map(({ left }) => left));
      for (const { payment, left } of owed)
        if (left <= 0n && payment.captures.length === 0) payment.canceledAt = state.now();
      for (const line of order.lines) release(state, line, line.quantity);
      order.status = "canceled";
      order.canceledAt = state.now();
      move(state, order);
    },
  );
}

function paymentOf(state: State, id: string): { readonly order: StoredOrder; readonly payment: StoredPayment } {
  for (const order of state.orders.values())
    for (const payment of order.payments) if (payment.id === id) return { order, payment };
  throw notFound(`Payment with id: ${id} was not found`);
}

/** In full it moves the payment's time alone; in part no time at all. */
export function capture(state: State, id: string, reported: number | undefined): StoredPayment {
  const { payment } = paymentOf(state, id);
  const left = payment.amount - capturedOf(payment);
  const amount = reported === undefined ? payment.amount : amountOf(reported);
  if (amount > left)
    throw invalid("You cannot capture more than the authorized amount substracted by what is already captured.");
  payment.captures.push({ id: state.id("capt"), amount, createdAt: state.now() });
  if (amount === payment.amount) payment.updatedAt = state.now();
  return payment;
}

/** Money of a return that is open moves nothing; beyond that a credit line is booked, and the order moves. */
export function refund(state: State, id: string, reported: number | undefined, note: string | null): StoredPayment {
  const { order, payment } = paymentOf(state, id);
  const captured = capturedOf(payment);
  if (reported === undefined && payment.refunds.length > 0)
    throw invalid("You cannot refund more than what is captured on the payment.");
  const amount = reported === undefined ? captured : amountOf(reported);
  if (amount > captured - refundedOf(payment))
    throw invalid("You are not allowed to refund more than the captured amount");
  const owed: Amount = -orderFigures(state, order).pending;
  const credit = amount - (owed > 0n ? owed : 0n);
  inSteps(
    () => payment.refunds.push({ id: state.id("ref"), amount, note, createdAt: state.now() }),
    () => {
      if (credit <= 0n) return;
      order.creditLines.push(credit);
      move(state, order);
    },
  );
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
  for (const { item, each } of itemsOf(state, line)) changeLevel(state, item.id, location, units * each, 0);
}
