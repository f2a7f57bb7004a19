/** Orders, parcels and refunds over the state. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { isCancelled, refund, refunded, sellerTotal, settleOrder, shippedOf, taxOf, touch } from "./order-life.ts";
import { failure, ok } from "./replies.ts";
import { signatureFault } from "./signatures.ts";
import { minorOf, now, ofMinor, type State, type StoredLine, type StoredOrder } from "./state.ts";

const REFUND_MS = 20_000;
const notFound = failure(404, 32_100, "Invalid Order Id");

export function orders(request: SandboxRequest, state: State, [key = "", area = ""]: readonly string[]): SandboxReply {
  for (const order of state.orders.values()) settleOrder(state, order);
  const withTaxes = request.query.get("fieldGroups") === "TAX_BREAKDOWN";
  if (key === "") return list(request, state, withTaxes);
  const order = state.orders.get(decodeURIComponent(key));
  if (!order) return notFound;
  switch (`${request.method} ${area}`) {
    case "GET ":
      return ok(orderView(order, state, { withTaxes, isAlone: true }));
    case "GET shipping_fulfillment":
      return ok({ total: order.parcels.length, fulfillments: order.parcels.map(parcelView) });
    case "POST shipping_fulfillment":
      return ship(request, state, order);
    case "POST issue_refund":
      return signatureFault(request, state) ?? issueRefund(request, state, order);
    default:
      return failure(404, 2002, "Resource not found");
  }
}

const DATE = /^(lastmodifieddate|creationdate):\[(.+)\.\.(.*)\]$/;

/** In no documented order; ids make every other parameter unheard. */
function list({ query }: SandboxRequest, state: State, withTaxes: boolean): SandboxReply {
  const ids = query.get("orderIds");
  const shuffled = [...state.orders.values()].sort((a, b) => (mixed(a.id) < mixed(b.id) ? -1 : 1));
  if (ids !== null) {
    const requested = ids.split(",");
    if (requested.length > 50) return failure(400, 30_800, "Invalid orderIds.");
    const rows = shuffled.filter(({ id }) => requested.includes(id));
    return page(rows, rows.length, state, false);
  }
  const limit = Number(query.get("limit") ?? 50);
  if (!(limit >= 1 && limit <= 200)) return failure(400, 30_810, "Invalid limit.");
  const [, field = "", from = "", to = ""] = DATE.exec(query.get("filter") ?? "") ?? [];
  if (field === "") return failure(400, 30_700, "Invalid filter.");
  const timeOf = (order: StoredOrder) => (field === "creationdate" ? order.createdAt : order.modifiedAt);
  if (Date.parse(from) < state.clock.now() - 731 * 86_400_000) return failure(400, 30_820, "Invalid date range.");
  const found = shuffled.filter((order) => timeOf(order) >= from && (to === "" || timeOf(order) <= to));
  const offset = Number(query.get("offset") ?? 0);
  return page(found.slice(offset, offset + limit), found.length, state, withTaxes);
}

const mixed = (id: string): string => [...id].reverse().join("");

const page = (rows: readonly StoredOrder[], total: number, state: State, withTaxes: boolean): SandboxReply =>
  ok({
    href: "/sell/fulfillment/v1/order",
    total,
    limit: 200,
    offset: 0,
    orders: rows.map((order) => orderView(order, state, { withTaxes, isAlone: false })),
  });

interface View {
  readonly withTaxes: boolean;
  readonly isAlone: boolean;
}

function orderView(order: StoredOrder, state: State, view: View): object {
  const { currency } = state;
  const tax = taxOf(order);
  const total = sellerTotal(order) + (view.withTaxes ? tax : 0n);
  return {
    orderId: order.id,
    legacyOrderId: `${order.id}-0`,
    creationDate: order.createdAt,
    lastModifiedDate: order.modifiedAt,
    orderFulfillmentStatus: fulfilmentStatus(order),
    orderPaymentStatus: paymentStatus(order, state),
    sellerId: "sandbox_seller",
    buyer: buyerView(order),
    ...(order.note === null ? {} : { buyerCheckoutNotes: order.note }),
    pricingSummary: {
      priceSubtotal: ofMinor(sellerTotal(order) - minorOf(order.shipping), currency),
      deliveryCost: order.shipping,
      ...(view.withTaxes && tax > 0n ? { tax: ofMinor(tax, currency) } : {}),
      total: ofMinor(total, currency),
    },
    cancelStatus: cancelView(order, view.isAlone),
    paymentSummary: paymentView(order, state),
    fulfillmentStartInstructions: shipToView(order),
    fulfillmentHrefs: order.parcels.map(
      ({ id }) => `https://api.ebay.com/sell/fulfillment/v1/order/${order.id}/shipping_fulfillment/${id}`,
    ),
    lineItems: order.lines.map((line, index) => lineView(line, order, { state, view, isFirst: index === 0 })),
    ...(tax > 0n ? { ebayCollectAndRemitTax: true } : {}),
    salesRecordReference: "0",
  };
}

/** A line is fulfilled with its first unit, and so is the order. */
function fulfilmentStatus(order: StoredOrder): string {
  const started = order.lines.filter(({ id }) => shippedOf(order, id) > 0).length;
  if (started === 0) return "NOT_STARTED";
  return started < order.lines.length ? "IN_PROGRESS" : "FULFILLED";
}

function paymentStatus(order: StoredOrder, state: State): string {
  if (order.payment !== "PAID") return order.payment;
  if (order.refunds.some(({ doneAt }) => doneAt > state.clock.now())) return "PENDING";
  const back = refunded(order);
  if (back === 0n) return "PAID";
  return back >= sellerTotal(order) ? "FULLY_REFUNDED" : "PARTIALLY_REFUNDED";
}

function cancelView(order: StoredOrder, isAlone: boolean): object {
  const { cancel } = order;
  if (!cancel) return { cancelState: "NONE_REQUESTED", cancelRequests: [] };
  const isDone = isCancelled(order);
  const request = {
    cancelRequestId: cancel.id,
    cancelInitiator: cancel.by,
    cancelRequestState: isDone ? "COMPLETED" : "REQUESTED",
    cancelReason: "BUYER_ASKED_CANCEL",
  };
  // Lists never tell the requests.
  return { cancelState: isDone ? "CANCELED" : "IN_PROGRESS", cancelRequests: isAlone ? [request] : [] };
}

const buyerView = ({ customer }: StoredOrder): object => ({
  username: "sandbox_buyer",
  ...(customer === null ? {} : { buyerRegistrationAddress: contactView(customer) }),
});

function contactView(customer: NonNullable<StoredOrder["customer"]>): object {
  return {
    fullName: customer.name,
    companyName: "Analytical Engines",
    contactAddress: {
      addressLine1: "1 Long Street",
      addressLine2: "Flat 5",
      city: "Springfield",
      stateOrProvince: "IL",
      postalCode: "62701",
      countryCode: "US",
    },
    ...(customer.phone === null ? {} : { primaryPhone: { phoneNumber: customer.phone } }),
    ...(customer.email === null ? {} : { email: customer.email }),
  };
}

function shipToView({ customer }: StoredOrder): object[] {
  const shipTo = customer === null ? {} : { shipTo: contactView(customer) };
  return [
    {
      fulfillmentInstructionsType: "SHIP_TO",
      ebaySupportedFulfillment: false,
      shippingStep: { ...shipTo, shippingServiceCode: "USPSParcel", shippingCarrierCode: "USPS" },
    },
  ];
}

function paymentView(order: StoredOrder, state: State): object {
  const paid = ofMinor(sellerTotal(order) + taxOf(order), state.currency);
  return {
    totalDueSeller: paid,
    payments: [
      {
        paymentMethod: "EBAY",
        paymentStatus: order.payment,
        amount: paid,
        ...(order.payment === "PAID" ? { paymentDate: order.createdAt } : {}),
      },
    ],
    refunds: order.refunds.map((one) => ({
      refundId: one.id,
      amount: one.amount,
      refundStatus: one.doneAt > state.clock.now() ? "PENDING" : "REFUNDED",
      refundDate: one.at,
    })),
  };
}

function lineView(
  line: StoredLine,
  order: StoredOrder,
  { state, view, isFirst }: { readonly state: State; readonly view: View; readonly isFirst: boolean },
): object {
  const tax = isFirst ? taxOf(order) : 0n;
  const amount = ofMinor(tax, state.currency);
  const shipped = shippedOf(order, line.id);
  return {
    lineItemId: line.id,
    legacyItemId: line.listingId,
    legacyVariationId: line.variationId ?? "0",
    sku: line.sku,
    title: line.title,
    quantity: line.quantity,
    lineItemCost: line.cost,
    total: line.cost,
    deliveryCost: { shippingCost: isFirst ? order.shipping : ofMinor(0n, state.currency) },
    lineItemFulfillmentStatus: shipped > 0 ? "FULFILLED" : "NOT_STARTED",
    listingMarketplaceId: order.site,
    purchaseMarketplaceId: order.site,
    // eBay's tax stands among the line's own where the total holds it.
    taxes: view.withTaxes && tax > 0n ? [{ amount, taxType: "STATE_SALES_TAX" }] : [],
    ...(tax > 0n
      ? { ebayCollectAndRemitTaxes: [{ amount, taxType: "STATE_SALES_TAX", collectionMethod: "NET" }] }
      : {}),
    lineItemFulfillmentInstructions: { shipByDate: shipByOf(order), guaranteedDelivery: false },
    properties: { buyerProtection: true },
    refunds: [],
  };
}

export const shipByOf = ({ createdAt }: StoredOrder): string =>
  new Date(Date.parse(createdAt) + 2 * 86_400_000).toISOString();

const parcelView = ({ id, carrier, number, shippedAt, lines }: StoredOrder["parcels"][number]): object => ({
  fulfillmentId: id,
  ...(carrier === null ? {} : { shippingCarrierCode: carrier }),
  ...(number === null ? {} : { shipmentTrackingNumber: number }),
  shippedDate: shippedAt,
  lineItems: lines,
});

interface Shipment {
  readonly lineItems?: readonly { readonly lineItemId: string; readonly quantity?: number }[];
  readonly shippedDate?: string;
  readonly shippingCarrierCode?: string;
  readonly trackingNumber?: string;
}

/** Nobody but the caller looks whether the same parcel stands there already. */
function ship(request: SandboxRequest, state: State, order: StoredOrder): SandboxReply {
  const {
    lineItems = [],
    shippedDate,
    shippingCarrierCode: carrier,
    trackingNumber: number,
  } = request.json() as Shipment;
  if ((carrier === undefined) !== (number === undefined) || (number !== undefined && !/^[A-Za-z0-9]+$/.test(number)))
    return failure(400, 32_300, "Invalid shipment tracking number or carrier");
  for (const { lineItemId } of lineItems)
    if (!order.lines.some(({ id }) => id === lineItemId)) return failure(400, 32_200, "Invalid line item id");
  if (order.cancel) return failure(400, 32_600, "The order is cancelled.");
  const lines = lineItems.map(({ lineItemId, quantity = 1 }) => ({ lineItemId, quantity }));
  const id = number ?? `${998 + order.parcels.length + 1}`;
  order.parcels.push({
    id,
    carrier: carrier ?? null,
    number: number ?? null,
    shippedAt: shippedDate ?? now(state),
    lines,
  });
  touch(state, order);
  const location = `https://api.ebay.com/sell/fulfillment/v1/order/${order.id}/shipping_fulfillment/${id}`;
  return { status: 201, headers: { location }, json: {} };
}

interface RequestedRefund {
  readonly reasonForRefund?: string;
  readonly comment?: string;
  readonly orderLevelRefundAmount?: { readonly value: string; readonly currency: string };
  readonly refundItems?: readonly {
    readonly lineItemId?: string;
    readonly refundAmount?: { readonly value: string; readonly currency: string };
  }[];
}

const REASONS = new Set([
  "BUYER_CANCEL",
  "SELLER_CANCEL",
  "ITEM_NOT_RECEIVED",
  "BUYER_RETURN",
  "ITEM_NOT_AS_DESCRIBED",
  "OTHER_ADJUSTMENT",
  "SHIPPING_DISCOUNT",
]);

/** Answered at once, paid later; the same again is another refund. */
function issueRefund(request: SandboxRequest, state: State, order: StoredOrder): SandboxReply {
  const requested = request.json() as RequestedRefund;
  if (!REASONS.has(requested.reasonForRefund ?? ""))
    return failure(400, 34_903, "The refund reason must be specified.");
  if ((requested.comment ?? "").length > 100) return failure(400, 34_921, "The comment exceeds the length limit.");
  const amounts = [requested.orderLevelRefundAmount, ...(requested.refundItems ?? []).map((one) => one.refundAmount)];
  const reported = amounts.flatMap((amount) => amount ?? []);
  if (reported.length === 0)
    return failure(400, 34_905, "Either orderLevelRefundAmount or refundItems must be specified.");
  if (reported.some(({ currency }) => currency !== state.currency))
    return failure(400, 34_909, "The amount currency isn't correct.");
  if (order.refunds.some(({ doneAt }) => doneAt > state.clock.now()))
    return failure(400, 34_922, "Refund can't be issued while previous refund is processing.");
  const minor = reported.reduce((sum, amount) => sum + minorOf(amount), 0n);
  if (minor <= 0n) return failure(400, 34_907, "The amount value must be positive and within two decimals.");
  if (refunded(order) + minor > sellerTotal(order))
    return failure(400, 34_915, "The refund amount exceeds order amount.");
  const made = refund(state, order, { minor, comment: requested.comment ?? "", delayMs: REFUND_MS });
  return ok({ refundId: made.id, refundStatus: "PENDING" });
}
