/** An order in the hub's own JSON shape as the vocabulary knows it. */
import {
  type DecimalText,
  decimalText,
  parseDecimal,
  plusDecimal,
  roundToUnits,
  timesDecimal,
} from "../../../commerce/decimal.ts";
import { allocateMoney, currencyExponent, parseMoney } from "../../../commerce/money.ts";
import type { Address, Contact, OrderLine, OrderPart, OrderTotals } from "../../../commerce/order.ts";
import type { FulfilmentStatus } from "../../../commerce/statuses.ts";
import { codesOf, optionsOf } from "../parse/order-options.ts";
import { normalisePhone } from "../parse/phone.ts";
import { backUnits, goneUnits, refundedUnits, soldOf, takenUnits } from "../parse/sold-units.ts";
import { type OwnShopContext, versionOf } from "./own-shop-product.ts";
import type { OwnShopOrder } from "./own-shop-shapes.ts";

export interface OrderContext extends OwnShopContext {
  /** The shop lowers its own number when an order is placed, and raises it when one is cancelled. */
  readonly takesStock: boolean;
}

/** What cannot be expressed: an order needs a currency. Null when all is well. */
export function orderProblem(order: OwnShopOrder, context: Pick<OwnShopContext, "currency">): string | null {
  if (order.currency === undefined && context.currency === undefined)
    return "currency: missing, and the connection names no currency of its own";
  const keys = order.lines.map(lineKey);
  const twice = keys.findIndex((key, index) => keys.indexOf(key) !== index);
  return twice === -1 ? null : `lines.${twice}: another line has the same externalId "${keys[twice]}"`;
}

/** The order; `orderProblem` must have found nothing. */
export function toOrderPart(order: OwnShopOrder, context: OrderContext): OrderPart {
  const currency = order.currency ?? context.currency ?? "";
  const { totals, lines, isExact } = moneyOf(order, currency, context);
  const contact = contactOf(order, context);
  return {
    orderKey: order.externalId,
    ourKey: order.reference,
    partKey: "",
    version: versionOf(order, context.fetchedAt),
    complete: true,
    number: order.number ?? order.externalId,
    placedAt: order.placedAt,
    status: order.status,
    financial: order.financial,
    fulfilment: isUntold(order) ? fulfilmentOf(lines) : (order.fulfilment ?? "unfulfilled"),
    platformStatus: order.platformStatus ?? order.status,
    payment: { kind: order.payment.kind, paymentMethod: order.payment.gateway },
    totals,
    quality: isExact ? "exact" : "estimated",
    lines,
    fulfilments: order.fulfilments.map(({ externalId, lines: parcel, ...rest }) => ({
      ...rest,
      key: externalId,
      lines: parcel.map(({ lineId, quantity }) => ({ lineKey: lineId, quantity: takenUnits(quantity) })),
    })),
    refunds: refundsOf(order, currency),
    contact,
    shippingAddress: addressOf(order.shippingAddress, context),
    billingAddress: addressOf(order.billingAddress, context),
    buyerNote: order.note,
    buyerInputs: ownOptions(order.options),
    discountCodes: codesOf(order.discountCodes),
    tags: order.tags,
    raw: context.raw,
  };
}

const ownOptions = (reported: OwnShopOrder["options"]) => optionsOf(reported.map(({ label, value }) => [label, value]));

type UnifiedLine = OwnShopOrder["lines"][number];

const lineKey = (line: UnifiedLine, index: number): string => line.externalId ?? String(index + 1);

interface Money {
  readonly totals: OrderTotals;
  readonly lines: OrderLine[];
  /** The figures told add up to the total told. */
  readonly isExact: boolean;
}

/**
 * Lines after discounts make the subtotal less discounts; a discount of the order that no line carries is spread over
 * them to the cent. What still does not add up stays as told, and the order is marked.
 */
function moneyOf(order: OwnShopOrder, currency: string, context: OrderContext): Money {
  const minor = (text: string | undefined) => (text === undefined ? 0n : parseMoney(text, currency).minor);
  const own = order.lines.map((line) => minor(line.discount));
  const beforeOrderDiscount = order.lines.map((line, index) =>
    line.total === undefined ? priceOf(line, currency) - (own[index] ?? 0n) : minor(line.total),
  );
  const onLines = sum(own);
  const discountMinor = order.discount === undefined ? onLines : minor(order.discount);
  const itemsTotal = sum(beforeOrderDiscount);
  const subtotalMinor = order.subtotal === undefined ? itemsTotal + onLines : minor(order.subtotal);
  const shares = sharesOf(itemsTotal - (subtotalMinor - discountMinor), beforeOrderDiscount, currency);
  const lines = order.lines.map((line, index) => ({
    ...quantitiesOf(line, index, order, context),
    unitPrice: unitPriceOf(line, currency),
    discountMinor: (own[index] ?? 0n) + (shares[index] ?? 0n),
    taxMinor: minor(line.tax),
    totalMinor: (beforeOrderDiscount[index] ?? 0n) - (shares[index] ?? 0n),
  }));
  const taxMinor = order.tax === undefined ? sum(lines.map((line) => line.taxMinor)) : minor(order.tax);
  const [shippingMinor, feesMinor, totalMinor] = [minor(order.shipping), minor(order.fees), minor(order.total)];
  const expected = subtotalMinor - discountMinor + (order.taxIncluded ? 0n : taxMinor) + shippingMinor + feesMinor;
  const isExact =
    expected === totalMinor && sum(lines.map((line) => line.totalMinor)) === subtotalMinor - discountMinor;
  const { taxIncluded } = order;
  const totals = {
    currency,
    subtotalMinor,
    discountMinor,
    taxMinor,
    shippingMinor,
    feesMinor,
    totalMinor,
    taxIncluded,
  };
  return { totals, lines, isExact };
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);

/** What each line bears of a discount given on the whole order. */
function sharesOf(minor: bigint, lines: readonly bigint[], currency: string): bigint[] {
  if (minor <= 0n) return lines.map(() => 0n);
  const weights = lines.map((amount) => (amount > 0n ? amount : 0n));
  return allocateMoney({ minor, currency }, weights).map((share) => share.minor);
}

function quantitiesOf(
  line: UnifiedLine,
  index: number,
  order: OwnShopOrder,
  context: OrderContext,
): Omit<OrderLine, "unitPrice" | "discountMinor" | "taxMinor" | "totalMinor"> {
  const sold = soldLine(line);
  const left = takenUnits(line.quantity);
  const fulfilled = goneUnits(sold, line.fulfilledQuantity ?? shippedQuantity(line, index, order));
  const restocked = backUnits(sold, line.restockedQuantity ?? 0);
  const requested = order.status === "cancelled" ? fulfilled : left;
  const taken = line.stockTaken === undefined ? undefined : takenUnits(line.stockTaken);
  return {
    key: lineKey(line, index),
    variantKey: line.variantId,
    productKey: line.productId,
    sku: line.sku,
    options: ownOptions(line.options),
    title: line.title,
    ...sold,
    quantity: requested,
    fulfilledQuantity: fulfilled,
    restockedQuantity: restocked,
    channelTook: taken ?? (context.takesStock ? Math.max(0, requested - restocked) : 0),
    fulfilledBy: "merchant",
    location: line.location,
  };
}

/** As they are told: each has the units that are gone with it. */
function refundsOf(order: OwnShopOrder, currency: string): OrderPart["refunds"] {
  const sold = new Map(order.lines.map((line, index) => [lineKey(line, index), soldLine(line)]));
  const rows = refundedUnits(
    order.refunds.map(({ lines }) => lines),
    {
      lineOf: ({ lineId }) => lineId,
      partOf: ({ quantity, restocked }) => ({ part: quantity, isKept: restocked === false }),
      soldBy: (key) => sold.get(key),
    },
  );
  return order.refunds.map(({ externalId, amount, reason, at }, index) => ({
    key: externalId,
    amountMinor: parseMoney(amount, currency).minor,
    reason,
    at,
    lines: (rows[index] ?? []).map(({ row: { lineId, restocked }, units }) => ({
      lineKey: lineId,
      quantity: units,
      restocked,
    })),
  }));
}

const soldLine = (line: UnifiedLine) => soldOf(line.orderedQuantity ?? line.quantity);

const priceOf = (line: UnifiedLine, currency: string): bigint =>
  roundToUnits(
    timesDecimal(parseDecimal(line.unitPrice), parseDecimal(line.orderedQuantity ?? line.quantity)),
    currencyExponent(currency),
  );

/** Of goods sold in fractions: what one of the line's units costs. */
function unitPriceOf(line: UnifiedLine, currency: string): DecimalText {
  const { orderedQuantity, exactQuantity } = soldLine(line);
  if (exactQuantity === undefined) return line.unitPrice;
  const { digits, scale } = timesDecimal(parseDecimal(line.unitPrice), parseDecimal(exactQuantity));
  const fine = { digits: (digits * 1_000_000n) / BigInt(orderedQuantity), scale: scale + 6 };
  return decimalText(fine, currencyExponent(currency));
}

/**
 * How much of a line has left that does not tell it itself: those its parcels name; all of them where the order is told as shipped, or as
 * completed with its money kept: the goods have left.
 */
function shippedQuantity(line: UnifiedLine, index: number, order: OwnShopOrder): DecimalText {
  const isStored = order.financial !== "voided" && order.financial !== "refunded";
  const isShipped = ["fulfilled", "in_transit", "delivered"].includes(order.fulfilment ?? "");
  if (isShipped || (order.status === "completed" && isStored)) return line.quantity;
  const named = (order.fulfilments ?? []).flatMap((parcel) => parcel.lines ?? []);
  const own = named.filter(({ lineId }) => lineId === lineKey(line, index));
  return decimalText(own.map(({ quantity }) => parseDecimal(quantity)).reduce(plusDecimal, { digits: 0n, scale: 0 }));
}

/** A shop that has one word for all its orders is believed less than the parcels it tells. */
const isUntold = ({ fulfilment }: OwnShopOrder): boolean => fulfilment === undefined || fulfilment === "unfulfilled";

function fulfilmentOf(lines: readonly OrderLine[]): FulfilmentStatus {
  const shipped = lines.reduce((all, line) => all + line.fulfilledQuantity, 0);
  if (shipped === 0) return "unfulfilled";
  return lines.every((line) => line.fulfilledQuantity >= line.quantity) ? "fulfilled" : "partial";
}

function contactOf({ customer }: OwnShopOrder, context: OwnShopContext): Contact {
  const phone = customer?.phone && (normalisePhone(customer.phone, context.phoneCountry) ?? customer.phone);
  return {
    key: customer?.externalId,
    name: customer?.name,
    email: customer?.email,
    phone: phone || undefined,
    quality: customer?.email || phone ? "real" : "absent",
  };
}

function addressOf(address: OwnShopOrder["shippingAddress"], context: OwnShopContext): Address | undefined {
  if (!address) return undefined;
  const country = address.country ?? context.phoneCountry;
  const phone = address.phone && (normalisePhone(address.phone, country) ?? address.phone);
  return { ...address, phone: phone || undefined };
}
