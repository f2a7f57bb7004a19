/** Mutations on orders: shipping, holding, cancelling, refunding, notes, creating. */
import { isExactMoney, multiplyDecimal, parseMoney } from "../../commerce/money.ts";
import { paidMinor, refundedMinor, removedUnits, shippedUnits } from "./figures.ts";
import { bookRefund, cancel, pay, placeOrder, ship, touchOrder } from "./ordering.ts";
import { numberIn } from "./queries.ts";
import { restOrder } from "./rest.ts";
import type { AddressRow, FulfilmentOrderRow, FulfilmentRow, OrderRow, ShopState } from "./state.ts";
import { newId, runJobs, stamp } from "./state.ts";
import type { Scope } from "./views.ts";
import * as view from "./views.ts";

/** A cancellation runs this long on the sandbox's clock. */
const CANCEL_MS = 400;

type FulfilmentInput = {
  readonly lineItemsByFulfillmentOrder: readonly {
    readonly fulfillmentOrderId: string;
    readonly fulfillmentOrderLineItems?: readonly { readonly id: string; readonly quantity: number }[] | null;
  }[];
  readonly notifyCustomer?: boolean;
  readonly trackingInfo?: TrackingInput | null;
};
type TrackingInput = {
  readonly company?: string;
  readonly number?: string;
  readonly numbers?: readonly string[];
  readonly url?: string;
  readonly urls?: readonly string[];
};

function findFulfilmentOrder(state: ShopState, gid: string): { order: OrderRow; row: FulfilmentOrderRow } | null {
  for (const order of state.orders.values()) {
    const row = order.fulfilmentOrders.find((candidate) => candidate.id === numberIn(gid));
    if (row) return { order, row };
  }
  return null;
}

function tracking(input: TrackingInput | null | undefined): FulfilmentRow["tracking"] {
  if (!input) return [];
  const numbers = input.numbers ?? (input.number === undefined ? [null] : [input.number]);
  return numbers.map((number, at) => ({
    company: input.company ?? null,
    number,
    url: input.urls?.[at] ?? input.url ?? null,
  }));
}

export function fulfillmentCreate(scope: Scope) {
  return ({ fulfillment }: { fulfillment: FulfilmentInput }) => {
    const refuse = (message: string) => ({ fulfillment: null, userErrors: [{ field: ["fulfillment"], message }] });
    const parts: { order: FulfilmentOrderRow; lines: { id: string; quantity: number }[] }[] = [];
    let owner: OrderRow | null = null;
    for (const requested of fulfillment.lineItemsByFulfillmentOrder) {
      const found = findFulfilmentOrder(scope.state, requested.fulfillmentOrderId);
      if (!found) return refuse("Fulfillment order does not exist.");
      if (owner && owner !== found.order) return refuse("All fulfillment orders must belong to the same order.");
      if (parts.some((part) => part.order.locationId !== found.row.locationId))
        return refuse("All fulfillment orders must be assigned to the same location.");
      if (!["OPEN", "IN_PROGRESS"].includes(found.row.status))
        return refuse(
          `Fulfillment order ${found.row.id} has an unfulfillable status= ${found.row.status.toLowerCase()}.`,
        );
      owner = found.order;
      const request = requested.fulfillmentOrderLineItems?.length
        ? requested.fulfillmentOrderLineItems
        : found.row.lines.map((line) => ({ id: line.id, quantity: line.remaining }));
      const lines = request
        .map((line) => ({ id: numberIn(line.id), quantity: line.quantity }))
        .filter((line) => line.quantity > 0);
      for (const line of lines) {
        const remaining = found.row.lines.find((candidate) => candidate.id === line.id)?.remaining ?? 0;
        if (line.quantity > remaining) return refuse("Invalid fulfillment order line item quantity requested.");
      }
      parts.push({ order: found.row, lines });
    }
    if (!owner || parts.every((part) => part.lines.length === 0)) return refuse("Nothing to fulfill.");
    const row = ship(scope.state, owner, {
      parts,
      tracking: tracking(fulfillment.trackingInfo),
      notified: fulfillment.notifyCustomer === true,
    });
    return { fulfillment: view.fulfilmentView(scope, owner, row), userErrors: [] };
  };
}

export function trackingUpdate(scope: Scope) {
  return (args: { fulfillmentId: string; trackingInfoInput: TrackingInput }) => {
    for (const order of scope.state.orders.values()) {
      const row = order.fulfilments.find((candidate) => candidate.id === numberIn(args.fulfillmentId));
      if (!row) continue;
      row.tracking = tracking(args.trackingInfoInput);
      const reported = { id: Number(row.id), order_id: Number(order.id), status: row.status.toLowerCase() };
      scope.state.emit("fulfillments/update", reported);
      touchOrder(scope.state, order);
      return { fulfillment: view.fulfilmentView(scope, order, row), userErrors: [] };
    }
    return { fulfillment: null, userErrors: [{ field: ["fulfillmentId"], message: "Fulfillment does not exist." }] };
  };
}

type FoChange = (row: FulfilmentOrderRow, order: OrderRow) => { message: string; code?: string } | null;

/** A change of one fulfilment order, answered as its mutations answer. */
function changing(scope: Scope, args: { readonly id: string }, topic: string | null, change: FoChange) {
  const { state } = scope;
  const found = findFulfilmentOrder(state, args.id);
  if (!found)
    return {
      fulfillmentOrder: null,
      userErrors: [{ field: ["id"], message: "Fulfillment order not found.", code: "FULFILLMENT_ORDER_NOT_FOUND" }],
    };
  const problem = change(found.row, found.order);
  if (problem) return { fulfillmentOrder: null, userErrors: [{ field: ["id"], ...problem }] };
  found.row.updatedAt = stamp(state);
  if (topic)
    state.emit(topic, {
      fulfillment_order: {
        id: `gid://shopify/FulfillmentOrder/${found.row.id}`,
        status: found.row.status.toLowerCase(),
      },
    });
  touchOrder(state, found.order);
  return { fulfillmentOrder: view.fulfilmentOrderView(scope, found.order, found.row), userErrors: [] };
}

/** Active holds of one app on one fulfilment order (schema text of 2026-10). */
const MOST_HOLDS = 10;

export function fulfillmentOrderHold(scope: Scope) {
  return (args: { id: string; fulfillmentHold: { reason: string; reasonNotes?: string; handle?: string } }) =>
    changing(scope, args, "fulfillment_orders/placed_on_hold", (row) => {
      const { handle = "", reason, reasonNotes = "" } = args.fulfillmentHold;
      if (!["OPEN", "IN_PROGRESS", "SCHEDULED", "ON_HOLD"].includes(row.status))
        return { message: "The fulfillment order is not in a holdable state.", code: "TAKEN" };
      const own = row.holds.filter((hold) => hold.app);
      if (own.length >= MOST_HOLDS)
        return { message: "The fulfillment hold limit is reached.", code: "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED" };
      if (own.some((hold) => hold.handle === handle))
        return {
          message:
            "The handle provided for the fulfillment hold is already in use by this app for another hold on this fulfillment order.",
          code: "DUPLICATE_FULFILLMENT_HOLD_HANDLE",
        };
      row.holds = [...row.holds, { id: newId(scope.state), handle, reason, notes: reasonNotes, app: true }];
      row.status = "ON_HOLD";
      return null;
    });
}

export function fulfillmentOrderReleaseHold(scope: Scope) {
  return (args: { id: string; holdIds?: readonly string[] | null }) =>
    changing(scope, args, "fulfillment_orders/hold_released", (row) => {
      if (row.status !== "ON_HOLD") return { message: "The fulfillment order is not on hold." };
      const released = args.holdIds?.map(numberIn);
      row.holds = released ? row.holds.filter((hold) => !released.includes(hold.id)) : [];
      if (row.holds.length === 0) row.status = "OPEN";
      return null;
    });
}

export function reportProgress(scope: Scope) {
  return (args: { id: string }) =>
    changing(scope, args, null, (row) => {
      if (row.status !== "OPEN" && row.status !== "IN_PROGRESS")
        return { message: "The fulfillment order must be open or in progress." };
      row.status = "IN_PROGRESS";
      return null;
    });
}

/** A change of one order, answered as its mutations answer. */
function changingOrder<T extends { readonly input: { readonly id: string } }>(
  scope: Scope,
  change: (order: OrderRow, args: T) => string | null,
) {
  return (args: T) => {
    const order = scope.state.orders.get(numberIn(args.input.id));
    if (!order) return { order: null, userErrors: [{ field: ["id"], message: "Order does not exist" }] };
    const problem = change(order, args);
    if (problem) return { order: null, userErrors: [{ field: ["id"], message: problem }] };
    touchOrder(scope.state, order);
    return { order: view.orderView(scope, order), userErrors: [] };
  };
}

export function orderChanges(scope: Scope): Record<string, unknown> {
  const { state } = scope;
  return {
    orderClose: changingOrder(scope, (order) => {
      order.closedAt ??= stamp(state);
      return null;
    }),
    orderOpen: changingOrder(scope, (order) => {
      order.closedAt = null;
      return null;
    }),
    orderUpdate: changingOrder(
      scope,
      (
        order,
        {
          input,
        }: { input: { id: string; note?: string | null; tags?: readonly string[]; email?: string; phone?: string } },
      ) => {
        if (input.note !== undefined) order.note = input.note;
        if (input.tags) order.tags = [...input.tags];
        order.email = input.email ?? order.email;
        order.phone = input.phone ?? order.phone;
        return null;
      },
    ),
    orderMarkAsPaid: changingOrder(scope, (order) => {
      if (order.cancelledAt) return "Order cannot be marked as paid.";
      pay(state, order, order.gateways[0] ?? "manual");
      state.emit("orders/paid", restOrder(state, order));
      return null;
    }),
  };
}

export function orderCancel(scope: Scope) {
  return (args: { orderId: string; reason: string; restock: boolean }) => {
    const { state } = scope;
    const refuse = (message: string, code = "INVALID") => ({
      job: null,
      orderCancelUserErrors: [{ field: ["orderId"], message, code }],
    });
    const order = state.orders.get(numberIn(args.orderId));
    if (!order) return refuse("Order does not exist", "NOT_FOUND");
    if (order.cancelledAt) return refuse("Order has already been cancelled");
    if (order.lines.some((line) => shippedUnits(order, line.id) > 0))
      return refuse("Cannot cancel an order with fulfilled items");
    const job = {
      id: newId(state),
      dueMs: state.clock.now() + CANCEL_MS,
      done: false,
      run: () => cancel(state, order, args),
    };
    state.jobs.set(job.id, job);
    runJobs(state);
    return { job: { id: `gid://shopify/Job/${job.id}`, done: job.done }, orderCancelUserErrors: [] };
  };
}

type RefundArgs = {
  readonly input: {
    readonly orderId: string;
    readonly note?: string;
    readonly refundLineItems?: readonly {
      readonly lineItemId: string;
      readonly quantity: number;
      readonly restockType?: string;
      readonly locationId?: string;
    }[];
    readonly transactions?: readonly {
      readonly amount: string;
      readonly gateway: string;
      readonly kind: string;
      readonly parentId?: string;
    }[];
  };
};

export function refundCreate(scope: Scope) {
  return ({ input }: RefundArgs) => {
    const { state } = scope;
    const order = state.orders.get(numberIn(input.orderId));
    const refuse = (field: string, message: string) => ({
      refund: null,
      order: null,
      userErrors: [{ field: [field], message }],
    });
    if (!order) return refuse("orderId", "Order does not exist");
    const requested = Map.groupBy(input.refundLineItems ?? [], (line) => numberIn(line.lineItemId));
    for (const [id, parts] of requested) {
      const line = order.lines.find((candidate) => candidate.id === id);
      if (!line) return refuse("refundLineItems", "Line item does not exist");
      const quantity = parts.reduce((sum, part) => sum + part.quantity, 0);
      if (quantity > line.quantity - removedUnits(order, line.id))
        return refuse("refundLineItems", "Quantity cannot refund more items than were purchased");
      if (parts.some((part) => part.restockType && part.restockType !== "NO_RESTOCK" && !part.locationId))
        return refuse("refundLineItems", "Location is required to restock");
    }
    const transactions = input.transactions ?? [];
    if (transactions.some((entry) => !isExactMoney(entry.amount, order.currency)))
      return refuse("transactions", "Amount has too many decimals");
    const minor = transactions.reduce((sum, entry) => sum + parseMoney(entry.amount, order.currency).minor, 0n);
    if (minor > paidMinor(order) - refundedMinor(order))
      return refuse("transactions", "Refund amount cannot be greater than the amount available to refund");
    const moved = transactions.map((entry) => ({
      id: newId(state),
      kind: "REFUND",
      gateway: entry.gateway,
      minor: parseMoney(entry.amount, order.currency).minor,
      parentId: entry.parentId ? numberIn(entry.parentId) : null,
      at: stamp(state),
    }));
    const lines = (input.refundLineItems ?? []).map((line) => ({
      lineId: numberIn(line.lineItemId),
      quantity: line.quantity,
      restockType: line.restockType ?? "NO_RESTOCK",
      locationId: line.locationId ? numberIn(line.locationId) : null,
    }));
    const transactionIds = moved.map(({ id }) => id);
    const row = bookRefund(state, order, { note: input.note ?? null, minor, transactionIds, lines }, moved);
    return { refund: view.refundView(scope, order, row), order: view.orderView(scope, order), userErrors: [] };
  };
}

type Bag = { readonly shopMoney: { readonly amount: string; readonly currencyCode: string } };
type OrderCreateArgs = {
  readonly order: {
    readonly currency?: string;
    readonly sourceIdentifier?: string;
    readonly email?: string;
    readonly phone?: string;
    readonly note?: string;
    readonly tags?: readonly string[];
    readonly financialStatus?: string;
    readonly lineItems?: readonly {
      readonly variantId?: string;
      readonly title?: string;
      readonly sku?: string;
      readonly quantity: number;
      readonly priceSet?: Bag;
    }[];
    readonly shippingLines?: readonly { readonly title: string; readonly priceSet: Bag }[];
    readonly shippingAddress?: Partial<AddressRow>;
    readonly discountCode?: { readonly itemFixedDiscountCode?: { readonly amountSet: Bag } };
    readonly transactions?: readonly { readonly gateway?: string; readonly amountSet: Bag }[];
  };
  readonly options?: { readonly inventoryBehaviour?: string } | null;
};

export function orderCreate(scope: Scope) {
  return ({ order: input, options }: OrderCreateArgs) => {
    const { state } = scope;
    const lines = input.lineItems ?? [];
    const refuse = (message: string) => ({
      order: null,
      userErrors: [{ field: ["order", "lineItems"], message, code: "INVALID" }],
    });
    if (lines.length === 0) return refuse("Line items can't be blank");
    if (lines.some((line) => line.variantId && !state.variants.has(numberIn(line.variantId))))
      return refuse("Product variant does not exist");
    const currency = input.currency ?? state.currency;
    const gateway = input.transactions?.[0]?.gateway ?? "manual";
    const blank: AddressRow = {
      firstName: null,
      lastName: null,
      company: null,
      address1: null,
      address2: null,
      city: null,
      provinceCode: null,
      zip: null,
      countryCode: null,
      phone: null,
    };
    const row = placeOrder(state, {
      currency,
      lines: lines.map((line) => ({
        variantId: line.variantId ? numberIn(line.variantId) : null,
        title: line.title,
        sku: line.sku ?? null,
        quantity: line.quantity,
        price: line.priceSet ? fixed(line.priceSet, currency) : undefined,
      })),
      email: input.email ?? null,
      phone: input.phone ?? null,
      note: input.note ?? null,
      tags: input.tags ?? [],
      sourceIdentifier: input.sourceIdentifier ?? null,
      shipping: (input.shippingLines ?? []).map((line) => ({
        title: line.title,
        minor: parseMoney(line.priceSet.shopMoney.amount, currency).minor,
      })),
      discountMinor: offOf(input.discountCode?.itemFixedDiscountCode?.amountSet, currency),
      address: input.shippingAddress ? { ...blank, ...input.shippingAddress } : null,
      payment: { gateway, paid: (input.transactions?.length ?? 0) > 0 || input.financialStatus === "PAID" },
      takesStock: options?.inventoryBehaviour !== undefined && options.inventoryBehaviour !== "BYPASS",
    });
    return { order: view.orderView(scope, row), userErrors: [] };
  };
}

function offOf(bag: Bag | undefined, currency: string): bigint {
  return bag ? parseMoney(bag.shopMoney.amount, currency).minor : 0n;
}

/** Unit prices are kept as given; the check is that they are decimals of the currency. */
function fixed(bag: Bag, currency: string): string {
  multiplyDecimal(bag.shopMoney.amount, 1, currency);
  return bag.shopMoney.amount;
}
