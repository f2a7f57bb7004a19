/** A seller order is one release to one seller; each of its lines is one unit (sheet section 5). */
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Address, Contact, OrderFulfilment, OrderLine, OrderPart, PaymentKind } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { ESSENTIAL_OF_ORDER, type MyntraLine, type MyntraOrder, orderSchema } from "./schemas.ts";
import { acceptsOrders, prepaidTermsOf, shipDaysOf, statusCodesOf } from "./settings.ts";
import { hasLeft, platformText, type Stage, stageOf, statusesOf } from "./statuses.ts";
import { DAY_MS, msOf } from "./time.ts";
import { message } from "./words.ts";

const CURRENCY = "INR";

type MappingContext = Pick<Context, "drift" | "connection">;

/** A line with the stage its code means. */
export interface Staged {
  readonly line: MyntraLine;
  readonly stage: Stage;
}

export interface ReadOrder {
  readonly order: MyntraOrder;
  readonly lines: readonly Staged[];
  readonly part: OrderPart;
}

/** Throws drift when the order cannot be read, or when a line has a code nobody knows: the state known before stays. */
export function readOrder(raw: Json, readAtMs: number, ctx: MappingContext): ReadOrder {
  const order = parseResponse(orderSchema, contentOf(raw), { ctx, what: "an order", essential: ESSENTIAL_OF_ORDER });
  const lines = order.orderLineEntries.map((line) => staged(line, order, ctx));
  const payment = paymentOf(order, ctx);
  const reported = lines.map((line) => lineOf(line, order));
  const part: OrderPart = {
    orderKey: order.sellerOrderId,
    partKey: "",
    version: { kind: "fetchStart", value: BigInt(readAtMs) * 1000n },
    complete: true,
    number: order.sellerOrderId,
    placedAt: placedAt(order, readAtMs, ctx),
    shipBy: shipBy(order),
    ...(acceptsOrders(ctx.connection.settings) && lines.some(({ stage }) => stage === "review")
      ? { toAccept: {} }
      : {}),
    ...statusesOf(
      lines.map(({ stage }) => stage),
      payment,
    ),
    // A return is told by an event alone: the money that went back is not taken back by reading the order again.
    keeps: lines.every(({ stage }) => stage === "delivered") ? ["financial"] : [],
    platformStatus: platformText(lines.map(({ line }) => line.status_code)),
    payment: { kind: payment, paymentMethod: "Myntra" },
    totals: totalsOf(lines, reported),
    quality: "exact",
    lines: reported,
    fulfilments: parcelsOf(order, lines),
    refunds: [],
    contact: contactOf(order),
    shippingAddress: addressOf(order),
    tags: [],
    raw,
  };
  return { order, lines, part };
}

/** The order stands beside the envelope's fields; sources that wrap it put it under `data`. */
function contentOf(raw: Json): Json {
  if (raw === null || typeof raw !== "object" || Array.isArray(raw) || !("data" in raw) || "sellerOrderId" in raw)
    return raw;
  const { data } = raw as { readonly data: Json };
  return Array.isArray(data) ? (data[0] ?? null) : data;
}

function staged(line: MyntraLine, { sellerOrderId }: MyntraOrder, ctx: MappingContext): Staged {
  const stage = stageOf(line.status_code, statusCodesOf(ctx.connection.settings));
  if (stage !== undefined) return { line, stage };
  const path = "orderLineEntries.status_code";
  ctx.drift({ path, problem: "a status this connector does not know", value: line.status_code });
  throw new ConnectorError(
    { kind: "drift", path },
    message("error.orderStatusCodeWhichNot", { order: sellerOrderId, status: line.status_code }),
  );
}

function paymentOf({ paymentMethod }: MyntraOrder, { connection }: MappingContext): PaymentKind {
  if (paymentMethod === undefined) return "unknown";
  return prepaidTermsOf(connection.settings).has(paymentMethod.toLowerCase()) ? "prepaid" : "cod";
}

/**
 * No answer tells when an order was placed. It must be packed a fixed number of days later, which does tell; without that
 * it is the moment of reading.
 */
function placedAt(order: MyntraOrder, readAtMs: number, { connection }: MappingContext): string {
  const due = order.orderLineEntries.flatMap((line) => msOf(line.packByTime) ?? []);
  const ms = due.length === 0 ? readAtMs : Math.min(...due) - shipDaysOf(connection.settings) * DAY_MS;
  return new Date(ms).toISOString();
}

/** Of its lines the first. */
function shipBy({ orderLineEntries }: MyntraOrder): string | undefined {
  const due = orderLineEntries.flatMap((line) => msOf(line.shipByTime) ?? []);
  return due.length === 0 ? undefined : new Date(Math.min(...due)).toISOString();
}

const minor = (text: string | undefined): bigint => (text === undefined ? 0n : parseMoney(text, CURRENCY).minor);

/** What the shopper paid; the maximum retail price is the price before discounts where it is the higher one. */
function moneyOf({ mrp, lineFinalAmount, taxEntries }: MyntraLine) {
  const total = minor(lineFinalAmount);
  const listed = minor(mrp);
  const discount = listed > total ? listed - total : 0n;
  const tax = (taxEntries ?? []).reduce((sum, { unitTaxAmount }) => sum + minor(unitTaxAmount), 0n);
  return { total, discount, tax };
}

function lineOf({ line, stage }: Staged, order: MyntraOrder): OrderLine {
  const { total, discount, tax } = moneyOf(line);
  const isTaken = stage === "packed" || hasLeft(stage);
  return {
    key: line.orderLineId,
    variantKey: line.sku,
    sku: line.sku,
    title: line.sku,
    orderedQuantity: 1,
    quantity: stage === "cancelled" ? 0 : 1,
    fulfilledQuantity: hasLeft(stage) ? 1 : 0,
    restockedQuantity: 0,
    channelTook: isTaken ? 1 : 0,
    unitPrice: formatDecimal({ minor: total + discount, currency: CURRENCY }),
    discountMinor: discount,
    taxMinor: tax,
    totalMinor: total,
    fulfilledBy: "merchant",
    location: line.warehouse ?? order.warehouse,
  };
}

function totalsOf(lines: readonly Staged[], reported: readonly OrderLine[]): OrderPart["totals"] {
  const sum = (of: (line: OrderLine) => bigint) => reported.reduce((total, line) => total + of(line), 0n);
  const total = sum((line) => line.totalMinor);
  const discount = sum((line) => line.discountMinor);
  return {
    currency: CURRENCY,
    subtotalMinor: total + discount,
    discountMinor: discount,
    taxMinor: lines.some(({ line }) => line.taxEntries) ? sum((line) => line.taxMinor) : null,
    shippingMinor: null,
    feesMinor: null,
    totalMinor: total,
    taxIncluded: true,
  };
}

/** Lines of one packet are one parcel; Myntra names the courier and makes the number. */
function parcelsOf(order: MyntraOrder, lines: readonly Staged[]): OrderFulfilment[] {
  const packed = lines.filter(({ stage }) => stage === "packed" || hasLeft(stage));
  const parcels = Map.groupBy(packed, ({ line }) => line.packetId ?? order.sellerOrderId);
  return [...parcels].map(([key, some]) => ({
    key,
    status: statusesOf(
      some.map(({ stage }) => stage),
      "unknown",
    ).fulfilment,
    carrier: order.courierCode,
    trackingNumbers: order.trackingNumber === undefined ? [] : [order.trackingNumber],
    lines: some.map(({ line }) => ({ lineKey: line.orderLineId, quantity: 1 })),
  }));
}

const MASKED = /[*x]{2}/i;

/** The buyer is Myntra's: what is told serves this order alone and merges nobody. */
function contactOf({ receiverName, mobile, email }: MyntraOrder): Contact {
  const isMasked = [mobile, email].some((text) => text !== undefined && MASKED.test(text));
  const phone = mobile === undefined || MASKED.test(mobile) ? undefined : (normalisePhone(mobile, "IN") ?? mobile);
  const mail = email === undefined || MASKED.test(email) ? undefined : email;
  const quality = phone !== undefined || mail !== undefined ? "relay" : isMasked ? "masked" : "absent";
  return { name: receiverName, phone, email: mail, quality };
}

function addressOf(order: MyntraOrder): Address | undefined {
  const { receiverName, address, locality, city, state, stateName, zipcode } = order;
  const found: Address = {
    name: receiverName,
    line1: address,
    line2: locality,
    city,
    region: stateName ?? state,
    postcode: zipcode,
  };
  return Object.values(found).every((value) => value === undefined) ? undefined : { ...found, country: "IN" };
}
