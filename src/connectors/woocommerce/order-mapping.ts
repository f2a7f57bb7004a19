/** WooCommerce orders in the shared vocabulary. Pure; totals add up to the cent by construction. */

import type {
  Address,
  Attribution,
  Contact,
  OrderFulfilment,
  OrderLine,
  OrderPart,
  PaymentKind,
  ReportedPickup,
} from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { FulfilmentStatus } from "../../commerce/statuses.ts";
import { timeVersion } from "../../commerce/version.ts";
import { reportedAddress } from "../kit/parse/address.ts";
import { attributionOf } from "../kit/parse/attribution.ts";
import { codesOf, optionsOf, type ReportedOption } from "../kit/parse/order-options.ts";
import { textOf } from "../kit/parse/parse.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { backUnits, goneUnits, soldOf, takenUnits } from "../kit/parse/sold-units.ts";
import { gmtMs } from "./client.ts";
import type { OrderMoney } from "./order-money.ts";
import { minor, moneyOf, unitPrice } from "./order-money.ts";
import { mapTransactions } from "./order-payments.ts";
import { membersOf, setsOf } from "./order-sets.ts";
import type { OrderSource } from "./order-source.ts";
import { ID_META, instant, metaOf } from "./order-source.ts";
import { ownFulfilments } from "./own-parcels.ts";
import { ownCode, readName } from "./product-mapping.ts";
import { mapRefunds, refundedByLine } from "./refund-mapping.ts";
import type { Meta, ShopAddress, ShopFulfilment, ShopLine, ShopOrder } from "./schemas.ts";
import type { Statuses } from "./statuses.ts";
import { mapStatuses, TAKES_STOCK } from "./statuses.ts";

export interface MappedOrder {
  readonly part: OrderPart;
  /** Words to report as drift: unknown status slugs. */
  readonly unknown: readonly string[];
}

/** Units shipped by line id: as core fulfilments say, and as we noted where the shop has no such thing. */
function packedUnits({ order, fulfilments }: Pick<OrderSource, "order" | "fulfilments">): ReadonlyMap<string, number> {
  const shipped = sums(fulfilments.filter(isShipped).flatMap(fulfilmentItems));
  const noted = sums(Object.values(shippedParts(order)).flat());
  return new Map(
    order.line_items.flatMap(({ id, quantity }) => {
      const [reported = 0, own = 0] = [shipped.get(id), noted.get(id)];
      return reported + own > 0 ? [[id, goneUnits(soldOf(quantity), reported) + own] as const] : [];
    }),
  );
}

function sums(lines: readonly ShippedLine[]): ReadonlyMap<string, number> {
  const all = new Map<string, number>();
  for (const { lineKey, quantity } of lines) all.set(lineKey, (all.get(lineKey) ?? 0) + quantity);
  return all;
}

/** Meta key under which partial shipments are kept on orders of shops without fulfilments: intent -> lines. */
export const SHIPPED_META = "_argosy_shipped";

export interface ShippedLine {
  readonly lineKey: string;
  readonly quantity: number;
}

export function shippedParts(order: ShopOrder): Readonly<Record<string, readonly ShippedLine[]>> {
  const parts = metaOf(order.meta_data, SHIPPED_META);
  if (parts === null || typeof parts !== "object" || Array.isArray(parts)) return {};
  return Object.fromEntries(
    Object.entries(parts).map(([key, lines]) => [
      key,
      (Array.isArray(lines) ? lines : []).flatMap((line): ShippedLine[] => {
        if (line === null || typeof line !== "object" || Array.isArray(line)) return [];
        const { lineKey, quantity } = line as { readonly [key: string]: Json };
        return typeof lineKey === "string" && Number.isInteger(quantity)
          ? [{ lineKey, quantity: Number(quantity) }]
          : [];
      }),
    ]),
  );
}

function isShipped(fulfilment: ShopFulfilment): boolean {
  return fulfilment.status === "fulfilled" || fulfilment.is_fulfilled === true || fulfilment.is_fulfilled === "1";
}

function fulfilmentItems(fulfilment: ShopFulfilment): { lineKey: string; quantity: number }[] {
  const items = metaOf(fulfilment.meta_data, "_items");
  if (!Array.isArray(items)) return [];
  return items.flatMap((item) => {
    if (item === null || typeof item !== "object" || Array.isArray(item)) return [];
    const { item_id: id, qty } = item as { readonly [key: string]: Json };
    const quantity = Number(qty ?? 0);
    return id === undefined || !Number.isFinite(quantity) ? [] : [{ lineKey: String(id), quantity }];
  });
}

/** Whether the shop says of any line what it took for it: then it took nothing for the others. */
const tellsStock = ({ line_items: lines }: ShopOrder): boolean =>
  lines.some((line) => metaOf(line.meta_data, "_reduced_stock") !== undefined);

/** Of which refund units did not go back the shop does not say, but how many: it counts those that did, per line. */
function keptOut(
  line: ShopLine,
  { refunded, restocked }: { readonly refunded: number; readonly restocked: number },
): Pick<OrderLine, "keptOutQuantity"> {
  if (refunded === 0 || metaOf(line.meta_data, "_reduced_stock") === undefined) return {};
  return { keptOutQuantity: Math.max(0, refunded - restocked) };
}

/** Units by which the shop has lowered its own number for a line. */
function channelTook(
  line: ShopLine,
  source: OrderSource,
  { refunded, isTold }: { readonly refunded: number; readonly isTold: boolean },
): number {
  const reduced = metaOf(line.meta_data, "_reduced_stock");
  // The shop keeps exact book in the line; over-restocked lines go below zero there.
  if (reduced !== undefined && reduced !== null) return takenOf(Number(textOf(reduced)));
  if (isTold || !source.managesStock || !TAKES_STOCK.includes(source.order.status)) return 0;
  const sold = soldOf(line.quantity);
  return Math.max(0, sold.orderedQuantity - Math.min(refunded, backUnits(sold, restockedOf(line))));
}

const takenOf = (reported: number): number => (Number.isFinite(reported) ? takenUnits(reported) : 0);

/** What all refunds of a line together put back into stock, of plugins in fractions. */
function restockedOf(line: ShopLine): number {
  const restocked = Number(textOf(metaOf(line.meta_data, "_restock_refunded_items")));
  return Number.isFinite(restocked) ? restocked : 0;
}

function mapLine(
  line: ShopLine,
  index: number,
  source: OrderSource,
  existing: {
    money: OrderMoney;
    statuses: Statuses;
    refunded: ReadonlyMap<string, number>;
    packed: ReadonlyMap<string, number>;
    members: ReadonlyMap<string, string>;
    sets: ReadonlySet<string>;
    isTold: boolean;
  },
): OrderLine {
  const { currency } = source.order;
  const amounts = existing.money.lines[index] ?? { subtotal: 0n, total: 0n };
  const sold = soldOf(line.quantity);
  const ordered = sold.orderedQuantity;
  const refunded = Math.min(ordered, existing.refunded.get(line.id) ?? 0);
  const isShippedWhole =
    ["fulfilled", "in_transit", "delivered"].includes(existing.statuses.fulfilment) &&
    existing.statuses.status !== "cancelled";
  const isOver = existing.statuses.status === "cancelled";
  const packed = Math.min(ordered, existing.packed.get(line.id) ?? 0);
  const fulfilled = isShippedWhole ? ordered : packed;
  const restocked = backUnits(sold, restockedOf(line));
  const requested = isShippedWhole ? ordered : isOver ? fulfilled : Math.max(fulfilled, ordered - refunded);
  return {
    key: line.id,
    group: existing.members.get(line.id),
    variantKey: line.variation_id ?? line.product_id,
    productKey: line.product_id,
    sku: line.variation_id && line.product_id ? ownCode(line.sku, source.parentSkus.get(line.product_id)) : line.sku,
    title: readName(line.name),
    options: optionsOf(line.meta_data.map(shownMeta)),
    ...sold,
    quantity: requested,
    fulfilledQuantity: fulfilled,
    restockedQuantity: fulfilled > 0 ? Math.max(0, Math.min(restocked, refunded, fulfilled)) : 0,
    ...keptOut(line, { refunded, restocked }),
    channelTook: channelTook(line, source, { refunded, isTold: existing.isTold }),
    unitPrice: unitPrice(amounts.subtotal, ordered, currency),
    discountMinor: amounts.subtotal - amounts.total,
    taxMinor: minor(line.total_tax, currency),
    totalMinor: amounts.total,
    fulfilledBy: existing.sets.has(line.id) ? "nobody" : "merchant",
  };
}

/** A line's own hidden meta has its underscore in the key, whatever is shown. */
const shownMeta = ({ key, value, display_key: label, display_value: texts }: Meta): ReportedOption =>
  key.startsWith("_") ? [key, undefined] : [label ?? key, texts ?? value];

/** Plugins keep their own state in an order's meta beside what the buyer typed; only the latter has a name in words. */
const isLabel = (key: string): boolean => /[\s\p{Lu}]|\P{ASCII}/u.test(key) || /deliver|gift|engrav/.test(key);

/** Fulfilments of core, of the tracking plugins' order meta, and of our own note fall-back. */
function mapFulfilments(source: OrderSource, word: FulfilmentStatus): OrderFulfilment[] {
  const core = source.fulfilments.map((one): OrderFulfilment => {
    const number = text(metaOf(one.meta_data, "_tracking_number"));
    return {
      key: `core:${one.id}`,
      status: isShipped(one) ? "fulfilled" : "unfulfilled",
      carrier: text(metaOf(one.meta_data, "_shipment_provider")),
      trackingNumbers: number ? number.split(/,\s*/) : [],
      trackingUrl: text(metaOf(one.meta_data, "_tracking_url")),
      shippedAt: atSite(text(metaOf(one.meta_data, "_date_fulfilled")), source.order),
      // Of goods sold in fractions: as many units as contain what is in the parcel.
      lines: fulfilmentItems(one).map(({ lineKey, quantity }) => ({ lineKey, quantity: takenUnits(quantity) })),
    };
  });
  // A parcel has left whole, also of an order that is shipped in parts.
  const shown: FulfilmentStatus = word === "in_transit" || word === "delivered" ? word : "fulfilled";
  return [...core, ...pluginTrackings(source.order, shown), ...ownFulfilments(source.order, shown)];
}

/** A time of the site's clock, told without its zone; the order's own two times of its last change say how far that is off. */
function atSite(local: string | undefined, order: ShopOrder): string | undefined {
  const { date_modified: here, date_modified_gmt: gmt } = order;
  if (local === undefined || !here || !gmt) return undefined;
  const at = gmtMs(local.replace(" ", "T")) - (gmtMs(here) - gmtMs(gmt));
  return Number.isFinite(at) ? new Date(at).toISOString() : undefined;
}

function pluginTrackings(order: ShopOrder, status: FulfilmentStatus): OrderFulfilment[] {
  const items = metaOf(order.meta_data, "_wc_shipment_tracking_items");
  if (!Array.isArray(items)) return [];
  return items.flatMap((item, index) => {
    if (item === null || typeof item !== "object" || Array.isArray(item)) return [];
    const one = item as { readonly [key: string]: Json };
    const number = text(one["tracking_number"]);
    const shipped = Number(one["date_shipped"]);
    return [
      {
        key: `tracking:${text(one["tracking_id"]) ?? index}`,
        status,
        carrier: text(one["tracking_provider"]) ?? text(one["custom_tracking_provider"]),
        trackingNumbers: number ? [number] : [],
        trackingUrl: text(one["custom_tracking_link"]),
        shippedAt:
          Number.isFinite(shipped) && shipped > 0 && shipped < 1e11
            ? new Date(shipped * 1000).toISOString()
            : undefined,
        lines: [],
      },
    ];
  });
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
}

function mapAddress(address: ShopAddress): Address | undefined {
  const name = [address.first_name, address.last_name].filter(Boolean).join(" ");
  const country = /^[A-Za-z]{2}$/.test(address.country ?? "") ? address.country?.toUpperCase() : undefined;
  return reportedAddress({
    name: name === "" ? undefined : name,
    company: address.company,
    line1: address.address_1,
    line2: address.address_2,
    city: address.city,
    region: address.state,
    postcode: address.postcode,
    country,
    phone: normalisePhone(address.phone, country) ?? address.phone,
  });
}

function mapContact(order: ShopOrder): Contact {
  const { billing } = order;
  const name = [billing.first_name, billing.last_name].filter(Boolean).join(" ");
  return {
    key: order.customer_id,
    name: name === "" ? undefined : name,
    email: billing.email,
    phone: normalisePhone(billing.phone, billing.country) ?? billing.phone,
    quality: billing.email || billing.phone ? "real" : "absent",
  };
}

/** Gateways that are paid before shipping, by the start of their id. */
const PREPAID =
  /^(bacs|cheque|stripe|ppcp|paypal|woocommerce_payments|razorpay|mollie|klarna|square|paytabs|paymob|tap|fawry)/;

function paymentKind(order: ShopOrder): PaymentKind {
  if (order.payment_method === "cod") return "cod";
  return PREPAID.test(order.payment_method) ? "prepaid" : "unknown";
}

/** Of core's order attribution (8.5 and newer); a shop that has it switched off writes none of these. */
function attributionOfOrder({ meta_data: meta }: ShopOrder): Attribution | undefined {
  const told = (name: string) => text(metaOf(meta, `_wc_order_attribution_${name}`));
  if (told("source_type") === undefined && told("utm_source") === undefined) return undefined;
  const medium = told("utm_medium") ?? told("source_type");
  return attributionOf({ source: told("utm_source"), medium, campaign: told("utm_campaign") });
}

function statusesOf(order: ShopOrder): Statuses {
  const refunded = order.refunds.reduce((sum, refund) => sum + minor(refund.total, order.currency), 0n);
  const size = refunded < 0n ? -refunded : refunded;
  const total = minor(order.total, order.currency);
  return mapStatuses({
    slug: order.status,
    isPaid: Boolean(order.date_paid_gmt),
    isCompleted: Boolean(order.date_completed_gmt),
    method: order.payment_method,
    hasTransaction: order.transaction_id !== "",
    refunded: size === 0n ? "none" : size >= total ? "all" : "part",
    packed: text(metaOf(order.meta_data, "_fulfillment_status")) ?? notedWord(order),
  });
}

/** What `_fulfillment_status` would say of the shipments we noted ourselves. */
function notedWord(order: ShopOrder): string {
  const units = packedUnits({ order, fulfilments: [] });
  if (units.size === 0) return "";
  const sets = setsOf(order);
  const items = order.line_items.filter(({ id }) => !sets.has(id));
  return items.every((line) => (units.get(line.id) ?? 0) >= soldOf(line.quantity).orderedQuantity)
    ? "fulfilled"
    : "partially_fulfilled";
}

/** One order with its refunds and fulfilments. Throws MoneyError only for a currency code that is none. */
export function mapOrder(source: OrderSource): MappedOrder {
  const { order } = source;
  const money = moneyOf(order);
  const statuses = statusesOf(order);
  const refunded = refundedByLine(order, source.refunds ?? []);
  const members = membersOf(order);
  const sets = new Set(members.values());
  const existing = { money, statuses, refunded, members, sets, packed: packedUnits(source), isTold: tellsStock(order) };
  const billing = mapAddress(order.billing);
  const changed = order.date_modified_gmt ?? order.date_created_gmt;
  const part: OrderPart = {
    orderKey: order.id,
    ourKey: text(metaOf(order.meta_data, ID_META)),
    partKey: "",
    version: timeVersion(instant(changed)),
    complete: true,
    number: order.number ?? order.id,
    placedAt: instant(order.date_created_gmt ?? order.date_modified_gmt),
    status: statuses.status,
    financial: statuses.financial,
    fulfilment: statuses.fulfilment,
    heldUntil: heldUntil(source),
    // The shop puts an order on hold while its payment is awaited.
    doubt: order.status === "on-hold" && statuses.financial === "pending" ? "payment" : null,
    // A refund and a plugin's own status say nothing of where the goods are.
    keeps: order.status === "refunded" || !statuses.isKnown ? ["fulfilment"] : undefined,
    platformStatus: order.status,
    unknownStatus: statuses.isKnown ? undefined : order.status,
    payment: {
      kind: paymentKind(order),
      paymentMethod: order.payment_method === "" ? undefined : order.payment_method,
    },
    attribution: attributionOfOrder(order),
    totals: money.totals,
    quality: money.isExact ? "exact" : "estimated",
    lines: order.line_items.map((line, index) => mapLine(line, index, source, existing)),
    fulfilments: mapFulfilments(source, statuses.fulfilment),
    refunds: mapRefunds(source),
    transactions: mapTransactions(source, money.totals.totalMinor ?? 0n),
    contact: mapContact(order),
    pickup: pickupOf(order),
    shippingAddress: mapAddress(order.shipping) ?? billing,
    billingAddress: billing,
    buyerNote: order.customer_note,
    buyerInputs: optionsOf(order.meta_data.filter(({ key }) => isLabel(key)).map(shownMeta)),
    discountCodes: codesOf(order.coupon_lines.map(({ code }) => code)),
    tags: order.status === "failed" ? ["failed"] : [],
    raw: source.raw,
  };
  return { part, unknown: statuses.isKnown ? [] : [order.status] };
}

/**
 * Until when the shop keeps an unpaid checkout's units aside (`wc_reserved_stock`, ReserveStock.php of 10.2.4): from the
 * last try to pay, which moves the order's time of change. Orders made in the admin or by the API reserve nothing.
 */
function heldUntil({ order, managesStock, holdMinutes }: OrderSource): string | undefined {
  const isCheckout = order.created_via === "checkout" || order.created_via === "store-api";
  if (order.status !== "pending" || !isCheckout || !managesStock || holdMinutes === 0) return undefined;
  const changed = gmtMs(order.date_modified_gmt ?? order.date_created_gmt ?? "");
  return Number.isFinite(changed) ? new Date(changed + holdMinutes * 60_000).toISOString() : undefined;
}

/** Core's two ways of collecting (live-10.2.4, GET shipping_methods): of zones, and of the block checkout. */
const COLLECTED: ReadonlySet<string> = new Set(["local_pickup", "pickup_location"]);

function pickupOf({ shipping_lines: lines }: ShopOrder): ReportedPickup | undefined {
  const [first] = lines;
  const isCollected = lines.length > 0 && lines.every(({ method_id: method }) => COLLECTED.has(method ?? ""));
  return isCollected ? { place: first?.method_title } : undefined;
}
