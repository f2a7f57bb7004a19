/** Orders in our words: a purchase order is one seller's part of what a buyer ordered, its lines counted by state. */
import type { Address, OrderFulfilment, OrderLine, OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";
import { reportedAddress } from "../kit/parse/address.ts";
import type { PricedLine } from "../kit/parse/order-money.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { cancelledUnits, moneyOf, refundsOf } from "./order-money.ts";
import { ESSENTIAL_OF_ORDER, type Line, type LineStatus, type Order, orderSchema } from "./order-schemas.ts";
import { lowersWhenShipped } from "./settings.ts";
import { CANCELLED, CREATED, DELIVERED, LEFT, ORDER_OF_STATES, STATES } from "./statuses.ts";

type Reading = Pick<Context, "drift" | "connection">;

export interface LoadedOrder {
  readonly order: Order;
  readonly part: OrderPart;
}

/** `readAt`: no order tells when it changed, so that the newest reading counts. */
export function toOrder(raw: Json, readAt: number, ctx: Reading): LoadedOrder {
  const order = parseResponse(orderSchema, raw, { ctx, what: "order", essential: ESSENTIAL_OF_ORDER });
  return { order, part: toPart(order, raw, readAt, ctx) };
}

export const statusesOf = (line: Line): readonly LineStatus[] =>
  (line.orderLineStatuses?.orderLineStatus ?? []).filter(({ statusQuantity }) => statusQuantity.amount > 0);

/** The first state in which units still are; of an order without any, undefined. */
const stateOf = (order: Order): string => {
  const reported = new Set(order.orderLines.orderLine.flatMap((line) => statusesOf(line).map(({ status }) => status)));
  return ORDER_OF_STATES.find((state) => reported.has(state)) ?? [...reported][0] ?? "";
};

/** The buyer asks for the order to be cancelled; it may still be shipped. */
export const requestsCancel = (line: Line): boolean =>
  line.intentToCancel !== undefined && !/^(?:false|no|0)$/i.test(line.intentToCancel);

const SELLER = "SellerFulfilled";

/** Walmart's and its partners' warehouses ship by themselves. Whose it is, where nobody says: the list's usual answer. */
export const isMerchants = ({ shipNode }: Order): boolean => (shipNode?.type ?? SELLER) === SELLER;

/** Walmart's guide "Acknowledge a created order" (sheet section 5.1). */
const ACKNOWLEDGE_WITHIN_MS = 4 * 3_600_000;

function toPart(order: Order, raw: Json, readAt: number, ctx: Reading): OrderPart {
  const state = stateOf(order);
  for (const { status } of order.orderLines.orderLine.flatMap(statusesOf))
    if (STATES[status] === undefined)
      ctx.drift({ path: "status", problem: "a state this connector does not know", value: status });
  const money = moneyOf(order, ctx.connection.settings);
  const lines = order.orderLines.orderLine.map((line) => toLine(line, order, money.lines.get(line.lineNumber), ctx));
  const refunds = refundsOf(order);
  const ship = order.shippingInfo?.estimatedShipDate;
  const placedAt = new Date(order.orderDate).toISOString();
  return {
    orderKey: order.purchaseOrderId,
    partKey: "",
    version: { kind: "fetchStart", value: BigInt(readAt) * 1_000n },
    complete: true,
    number: order.purchaseOrderId,
    placedAt,
    ...(ship === undefined || ship === null ? {} : { shipBy: new Date(ship).toISOString() }),
    ...(state === CREATED && isMerchants(order)
      ? { toAccept: { by: new Date(Date.parse(placedAt) + ACKNOWLEDGE_WITHIN_MS).toISOString() } }
      : {}),
    status: statusOf(order, state),
    financial: financialOf(order, refunds, money.totals.totalMinor ?? 0n),
    fulfilment: fulfilmentOf(order, lines),
    platformStatus: state,
    payment: { kind: "prepaid", paymentMethod: "Walmart" },
    totals: money.totals,
    quality: money.quality,
    lines,
    fulfilments: parcelsOf(order),
    refunds,
    contact: contactOf(order),
    shippingAddress: addressOf(order),
    tags: [],
    raw,
  };
}

function statusOf(order: Order, state: string): OrderStatus {
  const existing = STATES[state] ?? "on_hold";
  const isOpen = existing === "pending" || existing === "confirmed";
  return isOpen && order.orderLines.orderLine.some(requestsCancel) ? "on_hold" : existing;
}

const unitsIn = (line: Line, states: ReadonlySet<string>): number =>
  statusesOf(line).reduce((sum, one) => sum + (states.has(one.status) ? one.statusQuantity.amount : 0), 0);

function toLine(line: Line, order: Order, money: PricedLine | undefined, { connection }: Reading): OrderLine {
  const ordered = line.orderLineQuantity.amount;
  const left = unitsIn(line, LEFT);
  const quantity = Math.max(left, ordered - cancelledUnits(line), 0);
  const isOurs = isMerchants(order);
  const location = isOurs ? order.shipNode?.id : undefined;
  return {
    key: line.lineNumber,
    variantKey: line.item.sku,
    productKey: line.item.sku,
    sku: line.item.sku,
    title: line.item.productName ?? line.item.sku,
    orderedQuantity: ordered,
    quantity,
    fulfilledQuantity: Math.min(left, quantity),
    restockedQuantity: 0,
    // What is shown holds what is sold and not shipped (sheet section 5.2).
    channelTook: isOurs && lowersWhenShipped(connection.settings) ? left : 0,
    ...(money ?? { unitPrice: "0", discountMinor: 0n, taxMinor: 0n, totalMinor: 0n }),
    fulfilledBy: isOurs ? "merchant" : "marketplace",
    ...(location === undefined ? {} : { location }),
  };
}

/** The buyer is charged when units ship. */
function financialOf(order: Order, refunds: OrderPart["refunds"], totalMinor: bigint): FinancialStatus {
  const back = refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  if (back > 0n) return back >= totalMinor ? "refunded" : "partially_refunded";
  const lines = order.orderLines.orderLine;
  const states = lines.flatMap((line) => statusesOf(line).map(({ status }) => status));
  if (states.length > 0 && states.every((state) => state === CANCELLED)) return "voided";
  if (!states.some((state) => LEFT.has(state))) return "authorized";
  return states.every((state) => LEFT.has(state) || state === CANCELLED) ? "paid" : "partially_paid";
}

function fulfilmentOf(order: Order, lines: readonly OrderLine[]): FulfilmentStatus {
  const count = (of: (line: OrderLine) => number) => lines.reduce((sum, line) => sum + of(line), 0);
  const shipped = count((line) => line.fulfilledQuantity);
  if (shipped === 0) return "unfulfilled";
  if (shipped < count((line) => line.quantity)) return "partial";
  const arrived = new Set([DELIVERED]);
  const delivered = order.orderLines.orderLine.reduce((sum, line) => sum + unitsIn(line, arrived), 0);
  return delivered >= shipped ? "delivered" : "in_transit";
}

/** Units that left under one number are one parcel. */
function parcelsOf(order: Order): readonly OrderFulfilment[] {
  const found = new Map<string, OrderFulfilment>();
  for (const line of order.orderLines.orderLine)
    for (const { status, statusQuantity, trackingInfo } of statusesOf(line)) {
      if (!LEFT.has(status) || !trackingInfo) continue;
      const number = trackingInfo.trackingNumber;
      const key = number ?? `line-${line.lineNumber}`;
      const before = found.get(key);
      const { carrierName, trackingURL: trackingUrl, shipDateTime } = trackingInfo;
      found.set(key, {
        key,
        status: status === DELIVERED ? "delivered" : "in_transit",
        carrier: carrierName?.carrier ?? carrierName?.otherCarrier,
        trackingNumbers: number === undefined ? [] : [number],
        trackingUrl,
        ...(shipDateTime ? { shippedAt: new Date(shipDateTime).toISOString() } : {}),
        lines: [...(before?.lines ?? []), { lineKey: line.lineNumber, quantity: statusQuantity.amount }],
      });
    }
  return [...found.values()];
}

const COUNTRIES: Readonly<Record<string, string>> = { USA: "US", CAN: "CA", MEX: "MX", CHL: "CL" };

const countryOf = (reported: string | undefined): string | undefined =>
  reported === undefined ? undefined : (COUNTRIES[reported] ?? reported);

/** The e-mail address is Walmart's own relay: it sends, and tells nobody apart. */
function contactOf({ customerEmailId: email, shippingInfo }: Order): OrderPart["contact"] {
  const place = shippingInfo?.postalAddress;
  const phone = shippingInfo?.phone;
  return {
    name: place?.name,
    email,
    phone: normalisePhone(phone, countryOf(place?.country)) ?? phone,
    quality: email ? "relay" : phone ? "real" : "absent",
  };
}

function addressOf({ shippingInfo }: Order): Address | undefined {
  const place = shippingInfo?.postalAddress;
  if (!place) return undefined;
  const country = countryOf(place.country);
  return reportedAddress({
    name: place.name,
    line1: place.address1,
    line2: place.address2,
    city: place.city,
    region: place.state,
    postcode: place.postalCode,
    country,
    phone: normalisePhone(shippingInfo?.phone, country) ?? shippingInfo?.phone,
  });
}
