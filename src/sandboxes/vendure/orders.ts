/** What the shop does with an order: stock by location, parcels, cancellation and refunds, with its own oddities. */
import { GraphQLError } from "graphql";
import type { ListArgs } from "./lists.ts";
import { listOf } from "./lists.ts";
import type { State, StoredLine, StoredOrder, StoredParcel, StoredVariant } from "./state.ts";
import { databaseError, entity } from "./state.ts";
import { orderView, parcelView, paymentView, refundView, unitsIn } from "./views.ts";

const STATUS_SQL = ["Created", "Pending", "Shipped", "Delivered"];
export const LEFT = ["Shipped", "Delivered"];

interface LineInput {
  readonly orderLineId: string;
  readonly quantity: number;
}

export const refusal = (name: string, errorCode: string, message: string, more: object = {}) => ({
  __typename: name,
  errorCode,
  message,
  ...more,
});

export const orderOf = (state: State, id: string): StoredOrder => entity(state.orders.get(id), "Order", id);

export function ordersRoot(state: State) {
  return {
    orders: (args: ListArgs) => {
      const { totalItems, items } = listOf(
        state.orders.values(),
        args,
        ({ id, code, state: now, placedAt, updatedAt, payments }) => ({
          id,
          code,
          state: now,
          type: "Regular",
          orderPlacedAt: placedAt,
          updatedAt,
          transactionId: payments.find((one) => one.transactionId !== null)?.transactionId ?? null,
        }),
      );
      return { totalItems, items: items.map((one) => orderView(state, one)) };
    },
    order: ({ id }: { id: string }) => {
      const found = state.orders.get(id);
      return found ? orderView(state, found) : null;
    },
    addNoteToOrder: ({ input }: { input: { id: string; note: string; isPublic: boolean } }) => {
      const order = orderOf(state, input.id);
      order.notes.push({ text: input.note, isPublic: input.isPublic });
      return orderView(state, order);
    },
    addFulfillmentToOrder: ({ input }: { input: FulfilInput }) => addParcel(state, input),
    transitionFulfillmentToState: ({ id, state: requested }: { id: string; state: string }) => {
      const order = [...state.orders.values()].find(({ parcels }) => parcels.some((one) => one.id === id));
      const parcel = entity(
        order?.parcels.find((one) => one.id === id),
        "Fulfillment",
        id,
      );
      return order ? moveParcel(state, order, parcel, requested) : null;
    },
    cancelOrder: ({ input }: { input: CancelInput }) => {
      const order = orderOf(state, input.orderId);
      return cancelOrder(state, order, input) ?? orderView(state, order);
    },
    refundOrder: ({ input }: { input: RefundInput }) => refundOrder(state, input),
    settleRefund: ({ input: { id } }: { input: { id: string } }) => {
      const refund = entity(
        [...state.orders.values()]
          .flatMap(({ payments }) => payments.flatMap(({ refunds }) => refunds))
          .find((one) => one.id === id),
        "Refund",
        id,
      );
      refund.state = "Settled";
      return refundView(refund);
    },
    settlePayment: ({ id }: { id: string }) => {
      const order = [...state.orders.values()].find(({ payments }) => payments.some((one) => one.id === id));
      const payment = entity(
        order?.payments.find((one) => one.id === id),
        "Payment",
        id,
      );
      if (order) settle(order, id);
      return paymentView(payment);
    },
  };
}

/** Settling what is settled changes nothing. An order that was shipped before stays PaymentAuthorized no longer. */
export function settle(order: StoredOrder, paymentId: string): void {
  for (const payment of order.payments)
    if (payment.id === paymentId && payment.state === "Authorized") payment.state = "Settled";
  if (order.state === "PaymentAuthorized") order.state = "PaymentSettled";
  followParcels(order);
}

/** What can be sold over all places; of what is not counted there is no end. */
export function saleableOf({ tracks, levels }: StoredVariant): number {
  if (tracks === "FALSE") return Number.POSITIVE_INFINITY;
  return levels.reduce((sum, { onHand, allocated }) => sum + onHand - allocated, 0);
}

export function allocate(state: State, line: StoredLine, units: number): void {
  const levels = state.variants.get(line.variantId)?.levels ?? [];
  const level = levels.find(({ onHand, allocated }) => onHand - allocated >= units) ?? levels[0];
  if (!level) return;
  level.allocated += units;
  line.allocated.set(level.location, (line.allocated.get(level.location) ?? 0) + units);
}

/** Moves units from one of a line's books to another, and what the shop shows with them. */
function take(book: Map<string, number>, units: number, each: (location: string, some: number) => void): void {
  let left = units;
  for (const [location, held] of book) {
    const some = Math.min(left, held);
    if (some <= 0) continue;
    book.set(location, held - some);
    left -= some;
    each(location, some);
  }
}

function levelOf(state: State, line: StoredLine, location: string) {
  return state.variants.get(line.variantId)?.levels.find((level) => level.location === location);
}

/** On hand falls when the parcel is made, not when it leaves. */
function sell(state: State, line: StoredLine, units: number): void {
  take(line.allocated, units, (location, some) => {
    const level = levelOf(state, line, location);
    if (level) Object.assign(level, { onHand: level.onHand - some, allocated: level.allocated - some });
    line.sold.set(location, (line.sold.get(location) ?? 0) + some);
  });
}

function unsell(state: State, line: StoredLine, units: number, isPromised: boolean): void {
  take(line.sold, units, (location, some) => {
    const level = levelOf(state, line, location);
    if (level)
      Object.assign(level, { onHand: level.onHand + some, allocated: level.allocated + (isPromised ? some : 0) });
    if (isPromised) line.allocated.set(location, (line.allocated.get(location) ?? 0) + some);
  });
}

function release(state: State, line: StoredLine, units: number): void {
  take(line.allocated, units, (location, some) => {
    const level = levelOf(state, line, location);
    if (level) level.allocated -= some;
  });
}

interface FulfilInput {
  readonly lines: readonly LineInput[];
  readonly handler: {
    readonly code: string;
    readonly arguments: readonly { readonly name: string; readonly value: string }[];
  };
}

function addParcel(state: State, { lines, handler }: FulfilInput) {
  const requested = lines.filter(({ quantity }) => quantity > 0);
  if (requested.length === 0)
    return refusal(
      "EmptyOrderLineSelectionError",
      "EMPTY_ORDER_LINE_SELECTION_ERROR",
      "At least one OrderLine must be specified",
    );
  const [first] = requested;
  const order = [...state.orders.values()].find((one) => one.lines.some(({ id }) => id === first?.orderLineId));
  const found = entity(order, "OrderLine", first?.orderLineId ?? "");
  for (const { orderLineId, quantity } of requested) {
    const line = entity(
      found.lines.find(({ id }) => id === orderLineId),
      "OrderLine",
      orderLineId,
    );
    if (unitsIn(found, orderLineId, STATUS_SQL) + quantity > line.quantity)
      return refusal(
        "ItemsAlreadyFulfilledError",
        "ITEMS_ALREADY_FULFILLED_ERROR",
        "One or more OrderItems are already part of a Fulfillment",
      );
    const short = shortOf(state, line, quantity);
    if (short) return short;
  }
  if (handler.code !== "manual-fulfillment")
    return refusal(
      "InvalidFulfillmentHandlerError",
      "INVALID_FULFILLMENT_HANDLER_ERROR",
      "The specified FulfillmentHandler was not found",
    );
  const argument = (name: string) => handler.arguments.find((one) => one.name === name)?.value;
  const method = argument("method");
  if (method === undefined)
    throw databaseError('null value in column "method" of relation "fulfillment" violates not-null constraint');
  const now = state.now();
  const parcel: StoredParcel = {
    id: state.id("parcel"),
    createdAt: now,
    updatedAt: now,
    state: "Pending",
    method,
    trackingCode: argument("trackingCode") ?? "",
    lines: requested,
  };
  found.parcels.push(parcel);
  for (const { orderLineId, quantity } of requested) {
    const line = found.lines.find(({ id }) => id === orderLineId);
    if (line) sell(state, line, quantity);
  }
  return parcelView(parcel);
}

/** What is there at all, over all places, is compared; what is promised to others is not. */
function shortOf(state: State, line: StoredLine, quantity: number) {
  const variant = state.variants.get(line.variantId);
  const onHand = variant?.levels.reduce((sum, level) => sum + level.onHand, 0) ?? 0;
  if (!variant || variant.tracks === "FALSE" || onHand >= quantity) return null;
  return refusal(
    "InsufficientStockOnHandError",
    "INSUFFICIENT_STOCK_ON_HAND_ERROR",
    `Cannot create a Fulfillment as "${variant.name}" has insufficient stockOnHand (${onHand})`,
  );
}

const MOVES: Readonly<Record<string, readonly string[]>> = {
  Pending: ["Shipped", "Delivered", "Cancelled"],
  Shipped: ["Delivered", "Cancelled"],
  Delivered: ["Cancelled"],
};

function moveParcel(state: State, order: StoredOrder, parcel: StoredParcel, requested: string) {
  // Moved to where it is already by somebody else: the server stumbles over it.
  if (parcel.state === requested)
    throw new GraphQLError("INTERNAL_SERVER_ERROR", { extensions: { code: "INTERNAL_SERVER_ERROR" } });
  if (!MOVES[parcel.state]?.includes(requested))
    return refusal(
      "FulfillmentStateTransitionError",
      "FULFILLMENT_STATE_TRANSITION_ERROR",
      "Cannot transition Fulfillment",
      {
        transitionError: `Cannot transition Fulfillment from "${parcel.state}" to "${requested}"`,
      },
    );
  parcel.state = requested;
  parcel.updatedAt = state.now();
  if (requested === "Cancelled")
    for (const { orderLineId, quantity } of parcel.lines) {
      const line = order.lines.find(({ id }) => id === orderLineId);
      if (line) unsell(state, line, quantity, true);
    }
  // A cancelled one leaves the order as it was.
  else followParcels(order);
  return parcelView(parcel);
}

/** An authorised order stays so, whatever leaves; its time of change stays as well. */
function followParcels(order: StoredOrder): void {
  if (["Cancelled", "PaymentAuthorized"].includes(order.state)) return;
  const requested = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const inState = (states: readonly string[]) =>
    order.lines.reduce((sum, line) => sum + Math.min(line.quantity, unitsIn(order, line.id, states)), 0);
  const [delivered, left] = [inState(["Delivered"]), inState(LEFT)];
  if (delivered > 0) order.state = delivered >= requested ? "Delivered" : "PartiallyDelivered";
  else if (left > 0) order.state = left >= requested ? "Shipped" : "PartiallyShipped";
}

interface CancelInput {
  readonly orderId: string;
  readonly lines?: readonly LineInput[] | null;
  readonly cancelShipping?: boolean | null;
}

/** Of lines of which some units have left, it takes back from both: on hand rises and what is allocated falls. */
export function cancelOrder(state: State, order: StoredOrder, { lines, cancelShipping }: CancelInput) {
  const requested = (lines ?? order.lines.map(({ id, quantity }) => ({ orderLineId: id, quantity }))).filter(
    ({ quantity }) => quantity > 0,
  );
  if (requested.length === 0)
    return refusal(
      "EmptyOrderLineSelectionError",
      "EMPTY_ORDER_LINE_SELECTION_ERROR",
      "At least one OrderLine must be specified",
    );
  for (const { orderLineId, quantity } of requested) {
    const line = entity(
      order.lines.find(({ id }) => id === orderLineId),
      "OrderLine",
      orderLineId,
    );
    if (quantity > line.quantity)
      return refusal(
        "QuantityTooGreatError",
        "QUANTITY_TOO_GREAT_ERROR",
        "The specified quantity is greater than the available OrderItems",
      );
  }
  for (const { orderLineId, quantity } of requested) {
    const line = order.lines.find(({ id }) => id === orderLineId);
    if (!line) continue;
    const sold = [...line.sold.values()].reduce((sum, units) => sum + units, 0);
    unsell(state, line, Math.min(quantity, sold), false);
    release(state, line, quantity);
    line.quantity -= quantity;
  }
  if (cancelShipping) order.shippingCancelled = true;
  if (order.lines.every(({ quantity }) => quantity === 0)) order.state = "Cancelled";
  else followParcels(order);
  order.updatedAt = state.now();
  return null;
}

interface RefundInput {
  readonly paymentId: string;
  readonly amount?: number | null;
  readonly lines?: readonly LineInput[] | null;
  readonly shipping?: number | null;
  readonly adjustment?: number | null;
  readonly reason?: string | null;
}

export function refundOrder(state: State, { paymentId, amount, lines, shipping, reason }: RefundInput) {
  const payment = entity(
    [...state.orders.values()].flatMap(({ payments }) => payments).find(({ id }) => id === paymentId),
    "Payment",
    paymentId,
  );
  if (payment.state !== "Settled")
    return refusal("RefundOrderStateError", "REFUND_ORDER_STATE_ERROR", "Cannot refund an Order in this state");
  const total = amount ?? 0;
  if (total === 0) return refusal("NothingToRefundError", "NOTHING_TO_REFUND_ERROR", "Nothing to refund");
  const left = payment.refunds.reduce((sum, one) => sum - (one.state === "Failed" ? 0 : one.total), payment.amount);
  if (total > left)
    return refusal(
      "RefundAmountError",
      "REFUND_AMOUNT_ERROR",
      "The amount specified exceeds the refundable amount for this payment",
    );
  if (shipping === null || shipping === undefined)
    throw databaseError('null value in column "shipping" of relation "refund" violates not-null constraint');
  const refund = {
    id: state.id("refund"),
    createdAt: state.now(),
    total,
    // Of gateways whose handler pays back at once; those of payments made by hand wait.
    state: payment.method === "card" ? "Settled" : "Pending",
    reason: reason ?? null,
    lines: lines ?? [],
  };
  payment.refunds.push(refund);
  return refundView(refund);
}
