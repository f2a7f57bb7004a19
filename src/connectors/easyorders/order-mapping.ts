/** EasyOrders' orders in the shared vocabulary. Pure and total: unknown words are reported, never thrown at. */
import { allocateMoney, money, multiplyDecimal, parseMoney } from "../../commerce/money.ts";
import type { Contact, OrderLine, OrderPart, OrderTotals, PaymentKind } from "../../commerce/order.ts";
import type { Json, OptionValue } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import type { CartItem, Order, Variant } from "./schemas.ts";
import { ESSENTIAL_OF_ORDER, orderSchema } from "./schemas.ts";
import type { Settings } from "./settings.ts";
import { readSettings } from "./settings.ts";
import type { Meaning } from "./statuses.ts";
import { financialOf, meaningOf } from "./statuses.ts";

/**
 * An order object (GET /orders/:id, GET /orders/short/:n and the new-order webhook are the same) as our
 * OrderPart. Throws ConnectorError drift when a field we cannot do without is missing or malformed.
 */
export function toOrderPart(raw: Json, ctx: Pick<Context, "connection" | "drift">): OrderPart {
  const order = parseResponse(orderSchema, raw, { ctx, what: "an order", essential: ESSENTIAL_OF_ORDER });
  const settings = readSettings(ctx.connection);
  const { meaning, known } = meaningOf(order.status);
  if (!known) ctx.drift({ path: "status", problem: "unknown order status, kept on hold", value: order.status });

  const phone = phoneOf(order, settings.phoneCountry);
  const isCod = order.payment_method?.toLowerCase() === "cod";
  const { financial, keeps } = financialOf(meaning, { isCod, deliveredMeansPaid: settings.deliveredMeansPaid });
  const gross = order.cart_items.map((item) => toLine(item, order, meaning, settings));
  const { totals, exact } = totalsOf(order, gross, settings.currency);
  const lines = discounted(gross, totals);
  return {
    orderKey: order.id,
    partKey: "",
    version: { kind: "time", value: order.updated_at ?? order.created_at },
    complete: true,
    number: order.short_id ?? order.id.slice(0, 8),
    placedAt: utcText(order.created_at),
    status: meaning.order,
    financial,
    fulfilment: meaning.fulfilment ?? "unfulfilled",
    keeps: [...(keeps ? ["financial" as const] : []), ...(meaning.fulfilment === null ? ["fulfilment" as const] : [])],
    platformStatus: order.status,
    unknownStatus: known ? undefined : order.status,
    payment: { kind: paymentKind(order, isCod), paymentMethod: order.payment_method },
    totals,
    quality: exact ? "exact" : "estimated",
    lines,
    fulfilments: [],
    refunds: [],
    contact: contactOf(order, phone),
    shippingAddress: { name: order.full_name, line1: order.address, region: order.government, phone },
    tags: [],
    raw,
  };
}

function toLine(item: CartItem, order: Order, meaning: Meaning, settings: Settings): OrderLine {
  const ordered = Math.max(0, item.quantity);
  const isCancelled = order.status === "canceled";
  const unitPrice = item.price ?? "0";
  const options = item.variant ? optionsOf(item.variant) : [];
  return {
    key: item.id,
    variantKey: item.variant_id ?? item.variant?.id ?? item.product_id,
    productKey: item.product_id,
    sku: lineSku(item),
    title: titleOf(item, options),
    orderedQuantity: ordered,
    quantity: isCancelled ? 0 : ordered,
    fulfilledQuantity: meaning.shipped ? ordered : 0,
    restockedQuantity: 0,
    channelTook: channelTook(item, order.status, settings, ordered),
    unitPrice,
    discountMinor: 0n,
    taxMinor: 0n,
    totalMinor: multiplyDecimal(unitPrice, ordered, settings.currency).minor,
    fulfilledBy: "merchant",
  };
}

/** A variant has no SKU field: its code is taager_code. A product without variants has both. */
function lineSku(item: CartItem): string | undefined {
  const sku =
    item.variant || item.variant_id ? item.variant?.taager_code : (item.product?.sku ?? item.product?.taager_code);
  return sku?.trim();
}

function titleOf(item: CartItem, options: readonly OptionValue[]): string {
  const name = item.product?.name ?? lineSku(item) ?? item.product_id ?? item.id;
  return options.length === 0 ? name : `${name} (${options.map((option) => option.value).join(" / ")})`;
}

/** Names and values of a variant's options, in the platform's order. */
export function optionsOf(variant: Variant): OptionValue[] {
  return variant.variation_props.flatMap((prop) =>
    prop.variation && prop.variation_prop ? [{ name: prop.variation, value: prop.variation_prop }] : [],
  );
}

const NOT_YET_CONFIRMED: ReadonlySet<string> = new Set(["pending", "pending_payment", "paid_failed"]);

/**
 * Units EasyOrders has taken off the number it shows. That it does so when the order is created, where
 * track_stock is on, and gives them back on cancelling, is an assumption (UNVERIFIED): hence `stockTakenAt`.
 */
function channelTook(item: CartItem, status: string, settings: Settings, ordered: number): number {
  if (settings.stockTakenAt === "never" || status === "canceled") return 0;
  if (item.product?.track_stock === false) return 0;
  if (settings.stockTakenAt === "confirmed" && NOT_YET_CONFIRMED.has(status)) return 0;
  return ordered;
}

/**
 * Totals as told. EasyOrders has no field for coupons or a COD fee, so a difference between lines + shipping
 * and the total is booked as a discount (on goods, then on shipping) or a fee, and marked estimated.
 */
function totalsOf(
  order: Order,
  lines: readonly OrderLine[],
  currency: string,
): { readonly totals: OrderTotals; readonly exact: boolean } {
  const read = (text: string | undefined) => (text === undefined ? undefined : parseMoney(text, currency).minor);
  const itemsTotal = lines.reduce((sum, line) => sum + line.totalMinor, 0n);
  const cost = read(order.cost);
  const shipping = read(order.shipping_cost) ?? 0n;
  const reported = read(order.total_cost);
  const total = reported ?? (cost ?? itemsTotal) + shipping;
  const difference = total - itemsTotal - shipping;
  const missing = difference < 0n ? -difference : 0n;
  const discount = missing < itemsTotal ? missing : itemsTotal;
  return {
    exact: reported !== undefined && (cost === undefined || cost === itemsTotal) && difference === 0n,
    totals: {
      currency,
      subtotalMinor: itemsTotal,
      discountMinor: discount,
      taxMinor: null,
      shippingMinor: shipping - (missing - discount),
      feesMinor: difference > 0n ? difference : 0n,
      totalMinor: total,
      taxIncluded: true,
    },
  };
}

/** A discount of the whole order, shared over its lines to the piastre. */
function discounted(lines: readonly OrderLine[], totals: OrderTotals): readonly OrderLine[] {
  const { currency, discountMinor } = totals;
  if (!discountMinor) return lines;
  const weights = lines.map((line) => line.totalMinor);
  const shares = allocateMoney(money(discountMinor, currency), weights);
  return lines.map((line, index) => {
    const share = shares[index]?.minor ?? 0n;
    return { ...line, discountMinor: share, totalMinor: line.totalMinor - share };
  });
}

/** The list of payment methods is not published: beside "cod" only statuses of online payment prove prepayment. */
function paymentKind(order: Order, isCod: boolean): PaymentKind {
  if (isCod) return "cod";
  return ["pending_payment", "paid", "paid_failed"].includes(order.status) ? "prepaid" : "unknown";
}

function phoneOf(order: Order, country: string): string | undefined {
  const text = String(order.phone ?? "").trim();
  if (text === "") return undefined;
  // A number printed as a JSON number has lost its leading zero; the country's rules bring it back.
  return normalisePhone(text, country) ?? text;
}

function contactOf(order: Order, phone: string | undefined): Contact {
  return { name: order.full_name, phone, quality: phone?.startsWith("+") ? "real" : "absent" };
}

/** ISO 8601 UTC with the microseconds a Date would cut off. */
export function utcText(micros: bigint): string {
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const iso = new Date(Number((micros - rest) / 1000n)).toISOString();
  return `${iso.slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
}
