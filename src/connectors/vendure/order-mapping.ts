/** From the shop's order to our order part; pure. */

import type {
  Address,
  Contact,
  OrderFulfilment,
  OrderLine,
  OrderPart,
  OrderRefund,
  OrderTransaction,
} from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { codesOf } from "../kit/parse/order-options.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { decimalOf, minorOf, reportedAmount } from "./amounts.ts";
import type { LineMoney } from "./order-money.ts";
import { moneyOf } from "./order-money.ts";
import { ourKeyOf } from "./own-order.ts";
import type { VendureAddress, VendureLine, VendureOrder, VendurePayment } from "./schemas.ts";
import { ESSENTIAL_OF_ORDER, orderSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { DEFAULT_CHANNEL } from "./shop.ts";
import { financialOf, fulfilmentOf, LEFT, statusOf } from "./statuses.ts";

export interface Reading {
  readonly shop: ShopFacts;
  readonly ctx: Pick<Context, "drift">;
  /** When reading began: the shop's own time of change moves with few of the changes. */
  readonly readAtMs: number;
}

export function toOrder(raw: Json, ctx: Pick<Context, "drift">): VendureOrder {
  return parseResponse(orderSchema, raw, { ctx, what: "order", essential: ESSENTIAL_OF_ORDER });
}

/** Null for a cart or draft, which the shop keeps in the same list. */
export function toOrderPart(raw: Json, reading: Reading): OrderPart | null {
  const order = toOrder(raw, reading.ctx);
  return order.orderPlacedAt === null ? null : placedOrder(order, order.orderPlacedAt, raw, reading);
}

function placedOrder(order: VendureOrder, placedAt: string, raw: Json, { shop, readAtMs }: Reading): OrderPart {
  const figures = moneyOf(order, shop);
  const gateway = order.payments.find(({ state }) => !["Declined", "Error"].includes(state))?.method;
  const isCod = gateway !== undefined && shop.codMethods.includes(gateway);
  const lines = order.lines.map((line) => toLine(line, order, figures.lines.get(line.id), shop));
  const left = order.fulfillments.filter(({ state }) => LEFT.includes(state));
  const isDelivered = left.every(({ state }) => state === "Delivered");
  const fulfilment = fulfilmentOf(lines, isDelivered);
  const due = reportedAmount(figures.totals.totalMinor, order.currencyCode, shop);
  const financial = financialOf(order, due, isCod);
  const status = statusOf(order.state, fulfilment);
  const ourKey = ourKeyOf(order);
  return {
    orderKey: order.id,
    ...(ourKey !== undefined && { ourKey }),
    partKey: "",
    version: { kind: "fetchStart", value: BigInt(readAtMs) * 1000n },
    complete: true,
    number: order.code,
    placedAt: new Date(placedAt).toISOString(),
    status: status ?? "on_hold",
    financial,
    fulfilment,
    platformStatus: order.state,
    ...(status === null && { unknownStatus: order.state }),
    payment: { kind: isCod ? "cod" : isPaid(financial) ? "prepaid" : "unknown", paymentMethod: gateway },
    totals: figures.totals,
    quality: figures.quality,
    lines,
    fulfilments: fulfilmentsOf(order),
    refunds: refundsOf(order, shop),
    transactions: order.payments.flatMap((payment) => transactionsOf(payment, order.currencyCode, shop)),
    contact: contactOf(order),
    shippingAddress: addressOf(order.shippingAddress),
    billingAddress: addressOf(order.billingAddress),
    discountCodes: codesOf(order.couponCodes),
    tags: [],
    site: siteOf(order, shop),
    raw,
  };
}

const isPaid = (financial: OrderPart["financial"]): boolean =>
  ["authorized", "paid", "partially_paid", "partially_refunded", "refunded"].includes(financial);

/** The channel it was sold in: every order belongs to the default channel as well. */
function siteOf({ channels }: VendureOrder, shop: ShopFacts): string | undefined {
  return channels.find(({ code }) => code !== DEFAULT_CHANNEL)?.code ?? (shop.channel || undefined);
}

/** Units of a line in parcels of these states. */
export function unitsIn(line: VendureLine, order: VendureOrder, states: readonly string[]): number {
  const parcels = new Set(order.fulfillments.filter(({ state }) => states.includes(state)).map(({ id }) => id));
  return line.fulfillmentLines
    .filter(({ fulfillmentId }) => parcels.has(fulfillmentId))
    .reduce((all, { quantity }) => all + quantity, 0);
}

function toLine(line: VendureLine, order: VendureOrder, figures: LineMoney | undefined, shop: ShopFacts): OrderLine {
  const shipped = unitsIn(line, order, LEFT);
  const { id, sku, name, productId } = line.productVariant;
  const orderedQuantity = figures?.orderedQuantity ?? line.quantity;
  return {
    key: line.id,
    variantKey: id,
    productKey: productId,
    sku,
    title: name,
    orderedQuantity,
    // What was cancelled after it had left came back, and the shop put it into its stock by itself.
    quantity: Math.max(line.quantity, shipped),
    fulfilledQuantity: shipped,
    restockedQuantity: Math.max(0, shipped - line.quantity),
    // Placed: allocated. A parcel turns that into sold. Every cancellation, also of what has left, gives it back.
    channelTook: line.quantity,
    unitPrice: decimalOf(figures?.unitPrice ?? line.unitPrice, order.currencyCode, shop),
    discountMinor: figures?.discountMinor ?? 0n,
    taxMinor: figures?.taxMinor ?? 0n,
    totalMinor: figures?.totalMinor ?? 0n,
    fulfilledBy: "merchant",
  };
}

function fulfilmentsOf(order: VendureOrder): OrderFulfilment[] {
  return order.fulfillments
    .filter(({ state }) => LEFT.includes(state))
    .map((parcel) => ({ parcel, leftAt: parcel.state === "Shipped" ? parcel.updatedAt : parcel.createdAt }))
    .map(({ parcel, leftAt }) => ({
      key: parcel.id,
      status: parcel.state === "Delivered" ? ("delivered" as const) : ("in_transit" as const),
      carrier: parcel.method || undefined,
      trackingNumbers: parcel.trackingCode ? [parcel.trackingCode] : [],
      // Its time of change is when it left, until it is delivered.
      shippedAt: leftAt && new Date(leftAt).toISOString(),
      lines: parcel.lines.map(({ orderLineId, quantity }) => ({ lineKey: orderLineId, quantity })),
    }));
}

function refundsOf(order: VendureOrder, shop: ShopFacts): OrderRefund[] {
  return order.payments
    .flatMap(({ refunds }) => refunds)
    .filter(({ state }) => state === "Settled")
    .map((refund) => ({
      key: refund.id,
      amountMinor: minorOf(refund.total, order.currencyCode, shop),
      reason: refund.reason,
      at: new Date(refund.createdAt).toISOString(),
      // Units noted with a refund come back by a cancellation of their own, or not at all.
      lines: refund.lines.map(({ orderLineId, quantity }) => ({ lineKey: orderLineId, quantity, restocked: null })),
    }));
}

const TRANSACTIONS: Readonly<Record<string, Pick<OrderTransaction, "kind" | "status">>> = {
  Created: { kind: "sale", status: "pending" },
  Authorized: { kind: "authorization", status: "success" },
  Settled: { kind: "sale", status: "success" },
  Declined: { kind: "sale", status: "failed" },
  Error: { kind: "sale", status: "failed" },
  Cancelled: { kind: "void", status: "success" },
};

const REFUNDS: Readonly<Record<string, OrderTransaction["status"]>> = {
  Pending: "pending",
  Settled: "success",
  Failed: "failed",
};

function transactionsOf(payment: VendurePayment, currency: string, shop: ShopFacts): OrderTransaction[] {
  const at = (text: string) => new Date(text).toISOString();
  const gateway = payment.method;
  const existing = TRANSACTIONS[payment.state] ?? { kind: "sale" as const, status: "pending" as const };
  const own = { key: payment.id, ...existing, gateway, at: at(payment.createdAt) };
  return [
    { ...own, amountMinor: minorOf(payment.amount, currency, shop) },
    ...payment.refunds.map((refund) => ({
      key: `refund-${refund.id}`,
      parentKey: payment.id,
      kind: "refund" as const,
      status: REFUNDS[refund.state] ?? ("pending" as const),
      gateway,
      amountMinor: minorOf(refund.total, currency, shop),
      at: at(refund.createdAt),
    })),
  ];
}

/** Names from the address: the shop has one record per e-mail of guests, which the next guest renames. */
function contactOf({ customer, shippingAddress, billingAddress }: VendureOrder): Contact {
  const address = shippingAddress ?? billingAddress;
  const own = [customer?.firstName, customer?.lastName].filter((part) => part).join(" ");
  const phone = address?.phoneNumber ?? customer?.phoneNumber;
  return {
    key: customer?.id,
    name: address?.fullName ?? (own || undefined),
    email: customer?.emailAddress,
    phone: normalisePhone(phone, address?.countryCode) ?? phone,
    quality: customer?.emailAddress || phone ? "real" : "absent",
  };
}

/** An address nobody entered is told with nothing in it. */
function addressOf(address: VendureAddress): Address | undefined {
  if (!address || Object.values(address).every((part) => part === undefined)) return undefined;
  const { fullName, company, streetLine1, streetLine2, city, province, postalCode, countryCode, phoneNumber } = address;
  return {
    name: fullName,
    company,
    line1: streetLine1,
    line2: streetLine2,
    city,
    region: province,
    postcode: postalCode,
    country: countryCode,
    phone: normalisePhone(phoneNumber, countryCode) ?? phoneNumber,
  };
}
