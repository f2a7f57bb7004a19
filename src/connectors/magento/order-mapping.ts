/** From the shop's order and what belongs to it to our order part; pure. */

import { parseMoney } from "../../commerce/money.ts";
import type {
  Address,
  Contact,
  OrderFulfilment,
  OrderLine,
  OrderPart,
  OrderRefund,
  OrderTransaction,
  ReportedPickup,
} from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { PricedLine } from "../kit/parse/order-money.ts";
import { codesOf } from "../kit/parse/order-options.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { refundedUnits, soldOf, takenUnits } from "../kit/parse/sold-units.ts";
import type { OrderRow } from "./order-lines.ts";
import { invoicedOf, quantitiesOf, rowsOf } from "./order-lines.ts";
import { moneyOf } from "./order-money.ts";
import { type OptionLabels, optionsOfOrder, optionsOfRow } from "./order-options.ts";
import type { MagentoAddress, MagentoCreditmemo, MagentoInvoice, MagentoOrder, MagentoShipment } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { platformStatus, statusesOf } from "./statuses.ts";
import { latestOf, micros, toIso } from "./time.ts";

/** An order with all that the shop tells in further answers. */
export interface WholeOrder {
  readonly order: MagentoOrder;
  readonly raw: Json;
  readonly shipments: readonly MagentoShipment[];
  readonly creditmemos: readonly MagentoCreditmemo[];
  readonly invoices: readonly MagentoInvoice[];
  readonly words: OptionLabels;
}

export function toOrderPart(whole: WholeOrder, shop: ShopFacts, ctx: Pick<Context, "drift">): OrderPart {
  const { order } = whole;
  const rows = rowsOf(order);
  const items = rows.filter((row) => !row.isNoGoods).map(quantitiesOf);
  const counted = {
    isVirtual: items.length === 0,
    wanted: total(items.map((one) => one.wanted)),
    shipped: total(items.map((one) => one.shipped)),
  };
  const gateway = order.payment?.method;
  const isCod = gateway !== undefined && shop.codMethods.includes(gateway);
  const paid = {
    total: order.base_grand_total,
    paid: order.base_total_paid,
    refunded: order.base_total_refunded,
    authorized: order.payment?.base_amount_authorized ?? order.payment?.amount_authorized ?? "0",
  };
  const statuses = statusesOf(order, paid, counted, isCod, ctx);
  const figures = moneyOf(order, "base");
  const isForeign = order.order_currency_code !== order.base_currency_code;
  const hasMoved = ["paid", "partially_paid", "partially_refunded", "refunded"].includes(statuses.financial);
  return {
    orderKey: order.entity_id,
    ourKey: order.ext_order_id,
    partKey: "",
    version: { kind: "time", value: latestChange(whole) },
    complete: true,
    number: order.increment_id,
    placedAt: toIso(order.created_at),
    ...statuses,
    platformStatus: platformStatus(order, invoicedOf(order)),
    payment: { kind: isCod ? "cod" : hasMoved ? "prepaid" : "unknown", paymentMethod: gateway },
    totals: figures.totals,
    presentment: isForeign ? moneyOf(order, "order").totals : undefined,
    quality: figures.quality,
    lines: rows.map((row) => ({
      ...toLine(row, figures.lines.get(row.row.item_id)),
      location: shippedFrom(whole.shipments, row),
      options: optionsOfRow(row, whole.words),
    })),
    fulfilments: whole.shipments.map(toFulfilment),
    refunds: toRefunds(whole.creditmemos, order),
    transactions: transactionsOf(whole),
    contact: contactOf(order),
    pickup: pickupOf(order),
    shippingAddress: toAddress(shippingAddressOf(order)),
    billingAddress: toAddress(order.billing_address),
    buyerNote: order.customer_note,
    buyerInputs: optionsOfOrder(order),
    discountCodes: codesOf([order.coupon_code]),
    tags: [],
    site: order.store_id === undefined || order.store_id === null ? undefined : String(order.store_id),
    raw: whole.raw,
  };
}

/** A partial shipment and a track do not move the order's own time of change: the parcels' times count as well. */
function latestChange({ order, shipments, creditmemos }: WholeOrder): bigint {
  const texts = [
    order.updated_at,
    ...shipments.flatMap((one) => [one.created_at, ...one.tracks.flatMap((track) => track.created_at ?? [])]),
    ...creditmemos.map((one) => one.created_at),
  ];
  return latestOf(texts.map(micros));
}

function toLine(orderRow: OrderRow, money: PricedLine | undefined): OrderLine {
  const { row, item, isNoGoods, bundle } = orderRow;
  const { sold, ordered, cancelled, wanted, shipped, invoiced } = quantitiesOf(orderRow);
  const isSet = isNoGoods && row.product_type === "bundle";
  return {
    key: row.item_id,
    group: bundle?.item_id,
    variantKey: isSet ? undefined : item.product_id,
    productKey: bundle ? undefined : row.product_id,
    sku: item.sku,
    title: item.name ?? row.name ?? item.sku ?? "",
    ...sold,
    quantity: isNoGoods && !isSet ? ordered - cancelled : wanted,
    fulfilledQuantity: isNoGoods ? 0 : shipped,
    restockedQuantity: 0,
    // Virtual goods are taken from their source with the invoice (2.4.7).
    channelTook: isNoGoods ? (isSet ? 0 : invoiced) : shipped,
    unitPrice: money?.unitPrice ?? "0",
    discountMinor: money?.discountMinor ?? 0n,
    taxMinor: money?.taxMinor ?? 0n,
    totalMinor: money?.totalMinor ?? 0n,
    ...(row.product_type === "giftcard" && { giftCard: true as const }),
    fulfilledBy: isNoGoods ? "nobody" : "merchant",
  };
}

/** The source a line's goods were taken from: an order's reservation names none, its parcels do. Two are none. */
function shippedFrom(shipments: readonly MagentoShipment[], { row, bundle }: OrderRow): string | undefined {
  const ids = [row.item_id, bundle?.item_id];
  const holds = ({ items }: MagentoShipment) =>
    items.some(({ order_item_id, qty }) => ids.includes(order_item_id) && Number(qty) > 0);
  const sources = new Set(shipments.filter(holds).map((one) => one.extension_attributes?.source_code));
  const [source] = sources;
  return sources.size === 1 ? source : undefined;
}

function toFulfilment(shipment: MagentoShipment): OrderFulfilment {
  return {
    key: shipment.entity_id,
    status: "fulfilled",
    carrier: shipment.tracks[0]?.title,
    trackingNumbers: shipment.tracks.flatMap((track) => track.track_number ?? []),
    shippedAt: toIso(shipment.created_at),
    lines: shipment.items.flatMap((item) => {
      const quantity = takenUnits(item.qty);
      return quantity > 0 ? [{ lineKey: item.order_item_id, quantity }] : [];
    }),
  };
}

export function toRefund(memo: MagentoCreditmemo, order: MagentoOrder): OrderRefund {
  const lines = new Set(rowsOf(order).map(({ row }) => row.item_id));
  return {
    key: memo.entity_id,
    amountMinor: parseMoney(memo.base_grand_total, order.base_currency_code).minor,
    reason: memo.comments.find((one) => one.comment !== undefined)?.comment,
    at: toIso(memo.created_at),
    // Whether the units went back into stock the shop does not tell.
    lines: memo.items.flatMap((item) => {
      const quantity = takenUnits(item.qty);
      return quantity > 0 && lines.has(item.order_item_id)
        ? [{ lineKey: item.order_item_id, quantity, restocked: null }]
        : [];
    }),
  };
}

/** As the shop lists them: each has the units that are gone with it, where a part of one counts for one by itself. */
function toRefunds(memos: readonly MagentoCreditmemo[], order: MagentoOrder): readonly OrderRefund[] {
  const sold = new Map(rowsOf(order).map(({ row }) => [row.item_id, soldOf(row.qty_ordered)]));
  const rows = refundedUnits(
    memos.map(({ items }) => items.filter((item) => sold.has(item.order_item_id))),
    {
      lineOf: (item) => item.order_item_id,
      partOf: (item) => ({ part: item.qty, isKept: false }),
      soldBy: (key) => sold.get(key),
    },
  );
  return memos.map((memo, index) => ({
    ...toRefund(memo, order),
    lines: (rows[index] ?? []).map(({ row, units }) => ({
      lineKey: row.order_item_id,
      quantity: units,
      restocked: null,
    })),
  }));
}

const INVOICE_PAID = 2;

/** Money as invoices and credit memos book it; what a payment gateway keeps of its own needs a further right. */
function transactionsOf({ order, invoices, creditmemos }: WholeOrder): OrderTransaction[] {
  const gateway = order.payment?.method;
  const minor = (text: string) => parseMoney(text, order.base_currency_code).minor;
  const paid = invoices
    .filter((invoice) => invoice.state === INVOICE_PAID)
    .map((invoice) => ({
      key: `invoice-${invoice.entity_id}`,
      kind: "sale" as const,
      status: "success" as const,
      gateway,
      amountMinor: minor(invoice.base_grand_total),
      at: toIso(invoice.created_at),
    }));
  const returned = creditmemos.map((memo) => ({
    key: `creditmemo-${memo.entity_id}`,
    kind: "refund" as const,
    status: "success" as const,
    gateway,
    amountMinor: minor(memo.base_grand_total),
    at: toIso(memo.created_at),
  }));
  return [...paid, ...returned];
}

/** The order itself has a billing address only. */
function shippingAddressOf(order: MagentoOrder): MagentoAddress | null | undefined {
  return order.extension_attributes?.shipping_assignments?.[0]?.shipping?.address;
}

function contactOf(order: MagentoOrder): Contact {
  const billing = order.billing_address ?? undefined;
  const name =
    nameOf(order.customer_firstname, order.customer_lastname) ?? nameOf(billing?.firstname, billing?.lastname);
  const email = order.customer_email ?? billing?.email;
  const phone = billing?.telephone ?? shippingAddressOf(order)?.telephone;
  const exists = name !== undefined || email !== undefined || phone !== undefined;
  return {
    key: order.customer_id,
    name,
    email,
    phone: normalisePhone(phone, billing?.country_id) ?? phone,
    quality: exists ? "real" : "absent",
  };
}

function nameOf(first: string | undefined, last: string | undefined): string | undefined {
  return [first, last].filter((part) => part !== undefined).join(" ") || undefined;
}

function toAddress(address: MagentoAddress | null | undefined): Address | undefined {
  if (!address) return undefined;
  const [line1, ...more] = address.street.map((line) => line?.trim() ?? "").filter((line) => line !== "");
  const phone = address.telephone;
  return {
    name: nameOf(address.firstname, address.lastname),
    company: address.company,
    line1,
    line2: more.join(", ") || undefined,
    city: address.city,
    region: address.region,
    postcode: address.postcode,
    country: address.country_id,
    phone: normalisePhone(phone, address.country_id) ?? phone,
  };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

/** Collected at an inventory source (schema.rest-all.json, sales-data-order-extension-interface). */
function pickupOf({ extension_attributes: reported }: MagentoOrder): ReportedPickup | undefined {
  const code = reported?.pickup_location_code;
  return code === undefined || code === "" ? undefined : { place: code, location: code };
}
