/** A Shopify order to our order part: pure, and the figures add up to the cent or are marked estimated. */

import type { z } from "zod";
import { multiplyDecimal, parseMoney } from "../../commerce/money.ts";
import type {
  Address,
  Attribution,
  Contact,
  OrderFulfilment,
  OrderLine,
  OrderPart,
  OrderRefund,
  OrderReturn,
  OrderTotals,
  OrderTransaction,
  PaymentKind,
  ReportedPickup,
} from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { instantMicros, timeVersion } from "../../commerce/version.ts";
import { attributionOf } from "../kit/parse/attribution.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { numberOf } from "./ids.ts";
import type {
  addressNode,
  FulfilmentNode,
  LineNode,
  moneyBag,
  OrderNode,
  RefundNode,
  TransactionNode,
} from "./nodes.ts";
import { attributesOf, chosenIn } from "./order-options.ts";
import { doubtOf, fulfilmentStatusOf, isCodGateway, readStatuses } from "./statuses.ts";

type Bag = z.output<typeof moneyBag>;
type Side = "shopMoney" | "presentmentMoney";

/** Everything read about one order. */
export interface WholeOrder {
  readonly order: OrderNode;
  readonly lines: readonly LineNode[];
  readonly fulfilments: readonly FulfilmentNode[];
  readonly refunds: readonly RefundNode[];
  readonly returns?: readonly OrderReturn[] | undefined;
  /** Location number a line ships from, by line number; empty on shops with one location. */
  readonly lineLocations: ReadonlyMap<string, string>;
  /** Told on shops with several locations. */
  readonly pickup?: ReportedPickup | undefined;
  /** False when lines, fulfilments or refunds were left out. */
  readonly complete: boolean;
  readonly raw: Json;
}

export interface MappedOrder {
  readonly part: OrderPart;
  /** What the mapping did not know, for ctx.drift. */
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

const DELIVERED_STATES = new Set(["SUCCESS", "OPEN", "PENDING"]);

/** One shape for what GraphQL and (through rest-mapping.ts) webhook bodies tell. Never throws on unknown words. */
export function mapOrder(whole: WholeOrder): MappedOrder {
  const { order } = whole;
  const shipped = whole.fulfilments.filter((fulfilment) => DELIVERED_STATES.has(fulfilment.status));
  const statuses = readStatuses({
    cancelled: order.cancelledAt != null,
    closed: order.closed,
    financial: order.displayFinancialStatus ?? null,
    fulfilment: order.displayFulfillmentStatus,
    returnStatus: order.returnStatus ?? null,
    gateways: order.paymentGatewayNames,
    deliveries: shipped.map((fulfilment) => fulfilment.displayStatus ?? ""),
  });
  const lines = whole.lines.map((line) => mapLine(line, whole, shipped));
  const totals = readTotals(order, lines, "shopMoney");
  const problems = statuses.unknown.map((word) => ({
    path: word.split(" ")[0] ?? "",
    problem: `unknown word: ${word}`,
  }));
  if (!totals.exact && whole.complete)
    problems.push({
      path: "totalPriceSet",
      problem: `order ${order.name}: lines, shipping, tax and fees do not add up to the total`,
    });
  const part: OrderPart = {
    orderKey: numberOf(order.id),
    ourKey: order.sourceIdentifier,
    partKey: "",
    version: timeVersion(order.updatedAt),
    complete: whole.complete,
    number: order.name,
    placedAt: utc(order.createdAt),
    status: statuses.status,
    financial: statuses.financial,
    fulfilment: statuses.fulfilment,
    ...{ platformStatus: platformText(order), doubt: doubtOf(order.risk?.recommendation) },
    payment: readPayment(order.paymentGatewayNames),
    attribution: readAttribution(order),
    totals: totals.totals,
    presentment: readPresentment(order),
    quality: totals.exact ? "exact" : "estimated",
    lines,
    fulfilments: shipped.map(mapFulfilment),
    refunds: whole.refunds.map((refund) => mapRefund(refund, order.currencyCode)),
    returns: whole.returns,
    // Declined and cancelled ones leave the order's own word at this.
    ...(order.returnStatus === "NO_RETURN" ? { noOtherReturns: true as const } : {}),
    transactions: order.transactions?.flatMap((each) => mapTransaction(each, order) ?? []),
    contact: readContact(order),
    pickup: whole.pickup,
    shippingAddress: readAddress(order.shippingAddress),
    billingAddress: readAddress(order.billingAddress),
    ...chosenIn(order),
    tags: order.tags,
    raw: whole.raw,
  };
  return { part, problems };
}

function platformText(order: OrderNode): string {
  const texts = [order.displayFinancialStatus ?? "NO_PAYMENT", order.displayFulfillmentStatus];
  if (order.returnStatus && order.returnStatus !== "NO_RETURN") texts.push(order.returnStatus);
  if (order.cancelledAt != null) texts.push("CANCELLED");
  else if (order.closed) texts.push("CLOSED");
  return texts.join(" / ");
}

interface RefundedUnits {
  returned: number;
  returnedToStock: number;
  restocked: number;
  /** Neither put back nor said to be taken out before shipping. */
  unsaid: number;
  total: number;
}

function refundedUnits(lineId: string, refunds: readonly RefundNode[], shippedUnits: number): RefundedUnits {
  const sum: RefundedUnits = { returned: 0, returnedToStock: 0, restocked: 0, unsaid: 0, total: 0 };
  const reported = refunds.flatMap(({ refundLineItems }) =>
    refundLineItems.nodes.filter((one) => one.lineItem.id === lineId),
  );
  // What was put back after shipping surely left; of units without restocking nobody knows, they may have been here still.
  for (const line of reported.toSorted((one, other) => Number(other.restocked) - Number(one.restocked))) {
    sum.total += line.quantity;
    if (line.restocked) sum.restocked += line.quantity;
    else sum.unsaid += line.quantity;
    // CANCEL takes units back before shipping; every other kind can only be a return of shipped ones.
    if (line.restockType === "CANCEL") continue;
    const returned = Math.min(line.quantity, shippedUnits - sum.returned);
    sum.returned += returned;
    if (line.restocked) sum.returnedToStock += returned;
  }
  return sum;
}

function mapLine(line: LineNode, whole: WholeOrder, shipped: readonly FulfilmentNode[]): OrderLine {
  const currency = whole.order.currencyCode;
  const fulfilled = shipped
    .flatMap((fulfilment) => fulfilment.fulfillmentLineItems.nodes)
    .filter((item) => item.lineItem.id === line.id)
    .reduce((sum, item) => sum + (item.quantity ?? 0), 0);
  const refunded = refundedUnits(line.id, whole.refunds, fulfilled);
  const gone = line.quantity - line.currentQuantity;
  // Units removed by an order edit that left no refund line behind: Shopify gave them back to stock.
  const removed = Math.max(0, gone - refunded.total);
  const stored = line.quantity - (gone - Math.min(gone, refunded.returned));
  // A refund without restocking does not say which units of a partly shipped line it takes; what is left to ship does.
  const isUnsaid = refunded.unsaid > 0 && fulfilled > 0 && fulfilled < line.quantity;
  const open = isUnsaid ? fulfilled + line.unfulfilledQuantity : stored;
  const requested = whole.order.cancelledAt != null ? fulfilled : open;
  const hasStock = line.variant != null;
  const price = line.originalUnitPriceSet.shopMoney.amount;
  const discount = sumBags(
    line.discountAllocations.map((allocation) => allocation.allocatedAmountSet),
    currency,
    "shopMoney",
  );
  const location = whole.lineLocations.get(numberOf(line.id));
  return {
    key: numberOf(line.id),
    variantKey: line.variant ? numberOf(line.variant.id) : undefined,
    productKey: line.product ? numberOf(line.product.id) : undefined,
    sku: line.sku,
    title: line.variantTitle ? `${line.title} - ${line.variantTitle}` : line.title,
    options: attributesOf(line),
    orderedQuantity: line.quantity,
    quantity: Math.max(requested, fulfilled, 0),
    fulfilledQuantity: fulfilled,
    restockedQuantity: refunded.returnedToStock,
    // Shopify lowers `available` when the order is placed and raises it when units are restocked (sheet section 5).
    channelTook: hasStock ? Math.max(0, line.quantity - refunded.restocked - removed) : 0,
    unitPrice: price,
    discountMinor: discount,
    taxMinor: sumBags(
      line.taxLines.map((tax) => tax.priceSet),
      currency,
      "shopMoney",
    ),
    totalMinor: multiplyDecimal(price, line.quantity, currency).minor - discount,
    fulfilledBy: line.requiresShipping ? "merchant" : "nobody",
    ...(line.isGiftCard && { giftCard: true as const }),
    ...(location === undefined ? {} : { location }),
  };
}

function readTotals(
  order: OrderNode,
  lines: readonly OrderLine[],
  side: Side,
): { totals: OrderTotals; exact: boolean } {
  const currency = order.currencyCode;
  const itemsTotal = lines.reduce((sum, line) => sum + line.totalMinor, 0n);
  const lineDiscount = lines.reduce((sum, line) => sum + line.discountMinor, 0n);
  const shipping = shippingMinor(order, currency, side);
  const tax = minorOf(order.totalTaxSet, currency, side);
  const total = minorOf(order.totalPriceSet, currency, side);
  const duties = order.dutiesIncluded === true ? 0n : minorOf(order.originalTotalDutiesSet, currency, side);
  const existing = duties + minorOf(order.originalTotalAdditionalFeesSet, currency, side);
  const extras = [
    minorOf(order.totalTipReceivedSet, currency, side),
    minorOf(order.totalCashRoundingAdjustment?.paymentSet, currency, side),
  ];
  // What the total holds beyond goods, shipping and tax is what Shopify calls duties, fees, tips and rounding.
  const fees = total - itemsTotal - shipping - (order.taxesIncluded ? 0n : tax);
  // A tip is a line item in some orders and only a figure in others; rounding may or may not be in the total.
  const explained = possibleSums(existing, extras);
  return {
    exact: explained.includes(fees),
    totals: {
      currency,
      subtotalMinor: itemsTotal + lineDiscount,
      discountMinor: lineDiscount,
      taxMinor: tax,
      shippingMinor: shipping,
      feesMinor: fees,
      totalMinor: total,
      ...(order.currentTotalPriceSet && { currentTotalMinor: minorOf(order.currentTotalPriceSet, currency, side) }),
      taxIncluded: order.taxesIncluded,
    },
  };
}

function possibleSums(base: bigint, extras: readonly bigint[]): bigint[] {
  return extras.reduce((sums, extra) => sums.flatMap((sum) => [sum, sum + extra]), [base]);
}

/** Total, tax and shipping as the customer saw them (lines are read in shop currency); undefined where it is the shop's own. */
function readPresentment(order: OrderNode): OrderTotals | undefined {
  const currency = order.presentmentCurrencyCode;
  if (!currency || currency === order.currencyCode || !order.totalPriceSet.presentmentMoney) return undefined;
  const side: Side = "presentmentMoney";
  return {
    currency,
    subtotalMinor: null,
    discountMinor: null,
    taxMinor: minorOf(order.totalTaxSet, currency, side),
    shippingMinor: shippingMinor(order, currency, side),
    feesMinor: null,
    totalMinor: minorOf(order.totalPriceSet, currency, side),
    taxIncluded: order.taxesIncluded,
  };
}

function shippingMinor(order: OrderNode, currency: string, side: Side): bigint {
  const full = sumBags(
    order.shippingLines.nodes.map((line) => line.originalPriceSet),
    currency,
    side,
  );
  return full - shippingDiscountMinor(order, currency, side);
}

function shippingDiscountMinor(order: OrderNode, currency: string, side: Side): bigint {
  const allocations = order.shippingLines.nodes.flatMap((line) => line.discountAllocations);
  return sumBags(
    allocations.map((allocation) => allocation.allocatedAmountSet),
    currency,
    side,
  );
}

function sumBags(bags: readonly Bag[], currency: string, side: Side): bigint {
  return bags.reduce((sum, bag) => sum + minorOf(bag, currency, side), 0n);
}

function minorOf(bag: Bag | null | undefined, currency: string, side: Side): bigint {
  const money = side === "shopMoney" ? bag?.shopMoney : (bag?.presentmentMoney ?? undefined);
  return money ? parseMoney(money.amount, currency).minor : 0n;
}

/** Of the visit that ended in the order; orders without one (point of sale, drafts) tell nothing. */
function readAttribution({ customerJourneySummary }: OrderNode): Attribution | undefined {
  const visit = customerJourneySummary?.lastVisit;
  if (!visit) return undefined;
  const { source, medium, campaign } = visit.utmParameters ?? {};
  return attributionOf({ source: source ?? visit.source, medium, campaign });
}

/** COD only by Shopify's own manual gateway; "manual" and custom methods stay unknown (decision 16). */
function readPayment(gateways: readonly string[]): { kind: PaymentKind; paymentMethod?: string } {
  const paymentMethod = gateways.join(", ");
  if (gateways.length === 0) return { kind: "unknown" };
  if (gateways.some(isCodGateway)) return { kind: "cod", paymentMethod };
  const isManual = gateways.every((name) => /^(manual|money order|bank deposit|custom)$/i.test(name.trim()));
  return { kind: isManual ? "unknown" : "prepaid", paymentMethod };
}

function mapFulfilment(fulfilment: FulfilmentNode): OrderFulfilment {
  const first = fulfilment.trackingInfo[0];
  return {
    key: numberOf(fulfilment.id),
    status: fulfilmentStatusOf(fulfilment.displayStatus ?? null),
    carrier: first?.company,
    trackingNumbers: fulfilment.trackingInfo.flatMap((info) => info.number ?? []),
    trackingUrl: first?.url,
    shippedAt: fulfilment.createdAt && utc(fulfilment.createdAt),
    lines: fulfilment.fulfillmentLineItems.nodes.map((line) => ({
      lineKey: numberOf(line.lineItem.id),
      quantity: line.quantity ?? 0,
    })),
  };
}

function mapRefund(refund: RefundNode, currency: string): OrderRefund {
  return {
    key: numberOf(refund.id),
    amountMinor: minorOf(refund.totalRefundedSet, currency, "shopMoney"),
    reason: refund.note,
    at: utc(refund.createdAt ?? refund.processedAt),
    lines: refund.refundLineItems.nodes.map((line) => ({
      lineKey: numberOf(line.lineItem.id),
      quantity: line.quantity,
      restocked: line.restocked,
    })),
  };
}

const KINDS: Readonly<Record<string, OrderTransaction["kind"]>> = {
  AUTHORIZATION: "authorization",
  EMV_AUTHORIZATION: "authorization",
  SALE: "sale",
  CAPTURE: "capture",
  REFUND: "refund",
  VOID: "void",
};

/** Payments as Shopify books them; change given at a till and suggestions are no payments. */
function mapTransaction(node: TransactionNode, order: OrderNode): OrderTransaction | undefined {
  const kind = KINDS[node.kind];
  if (kind === undefined) return undefined;
  const isFailed = node.status === "FAILURE" || node.status === "ERROR";
  return {
    key: numberOf(node.id),
    parentKey: node.parentTransaction ? numberOf(node.parentTransaction.id) : undefined,
    kind,
    status: node.status === "SUCCESS" ? "success" : isFailed ? "failed" : "pending",
    gateway: node.gateway,
    amountMinor: minorOf(node.amountSet, order.currencyCode, "shopMoney"),
    at: utc(node.processedAt ?? order.createdAt),
  };
}

function readContact(order: OrderNode): Contact {
  const country = order.shippingAddress?.countryCodeV2 ?? order.billingAddress?.countryCodeV2;
  const phoneText = order.phone ?? order.customer?.defaultPhoneNumber?.phoneNumber ?? order.shippingAddress?.phone;
  const phone = normalisePhone(phoneText, country) ?? phoneText;
  const email = order.email ?? order.customer?.defaultEmailAddress?.emailAddress;
  const name = order.customer?.displayName ?? order.shippingAddress?.name ?? order.billingAddress?.name;
  return {
    key: order.customer ? numberOf(order.customer.id) : undefined,
    name,
    email,
    phone,
    quality: email || phone ? "real" : "absent",
  };
}

function readAddress(address: z.output<typeof addressNode> | null | undefined): Address | undefined {
  if (!address) return undefined;
  const country = address.countryCodeV2;
  return {
    name: address.name,
    company: address.company,
    line1: address.address1,
    line2: address.address2,
    city: address.city,
    region: address.provinceCode ?? address.province,
    postcode: address.zip,
    country,
    phone: normalisePhone(address.phone, country) ?? address.phone,
  };
}

/** Platform times with any offset as ISO 8601 UTC. */
function utc(text: string): string {
  return new Date(Number(instantMicros(text) / 1000n)).toISOString();
}
