/** An order of Shopee in the hub's words. */

import type { Address, Contact, OrderFulfilment, OrderLine, OrderPart, OrderReturn } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { undeliveredReturn } from "../kit/contract/undelivered.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { numbered } from "./answer.ts";
import { iso } from "./client.ts";
import type { Kits } from "./item-kits.ts";
import { moneyOf } from "./order-money.ts";
import { variantKey, versionOf } from "./product-mapping.ts";
import { isCurrency } from "./regions.ts";
import type { Returns } from "./returns.ts";
import { refundsOf, returnsOf, saysNoReturn } from "./returns.ts";
import type { Line, Order, Package } from "./schemas.ts";
import { ESSENTIAL_OF_ORDER, orderSchema } from "./schemas.ts";
import type { Statuses } from "./statuses.ts";
import { hasLeft, isUndelivered, packageMeaning, statusesOf } from "./statuses.ts";
import { message } from "./words.ts";

type MappingContext = Pick<Context, "drift" | "connection">;

/** Tracking numbers by package number; Shopee's orders do not hold them. */
export type Tracking = ReadonlyMap<string, string>;

export interface LoadedOrder {
  readonly order: Order;
  readonly part: OrderPart;
}

export function readOrder(raw: Json, ctx: MappingContext): Order {
  const order = parseResponse(orderSchema, raw, { ctx, what: "an order", essential: ESSENTIAL_OF_ORDER });
  if (isCurrency(order.currency)) return order;
  ctx.drift({ path: "currency", problem: "no ISO currency", value: order.currency });
  throw new ConnectorError(
    { kind: "drift", path: "currency" },
    message("error.orderUnknownCurrency", { order: order.order_sn }),
  );
}

/** What an order itself does not tell. */
export interface Beside {
  readonly tracking: Tracking;
  readonly returns: Returns;
  readonly kits: Kits;
  readonly ctx: MappingContext;
}

export function mapOrder(order: Order, raw: Json, { tracking, returns, kits, ctx }: Beside): OrderPart {
  const money = moneyOf(order);
  const keys = numbered(order.item_list.map(lineKey));
  const sentBack = returns.get(order.order_sn) ?? [];
  const keyOf = (item: { readonly item_id: string; readonly model_id: string }) =>
    keys.find((key) => isLineOf(key, item));
  const refunds = refundsOf(sentBack, keyOf, ctx);
  const refundedMinor = refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const statuses = statusesOf(order, { refundedMinor, totalMinor: money.totals.totalMinor }, ctx);
  const units = order.item_list.map((line, index) => unitsOf(line, keys[index] ?? "", { order, statuses, ctx }));
  return {
    orderKey: order.order_sn,
    partKey: "",
    version: versionOf(order.update_time),
    complete: true,
    number: order.order_sn,
    placedAt: iso(order.create_time),
    ...(order.ship_by_date === undefined ? {} : { shipBy: iso(order.ship_by_date) }),
    status: statuses.status,
    financial: statuses.financial,
    fulfilment: statuses.fulfilment,
    ...(statuses.keeps ? { keeps: statuses.keeps } : {}),
    platformStatus: order.order_status,
    payment: { kind: order.cod ? "cod" : "prepaid", paymentMethod: order.payment_method },
    totals: money.totals,
    quality: money.quality,
    lines: units.map((line, index) => ({
      ...line,
      pack: kits.get(line.variantKey ?? ""),
      discountMinor: money.lines[index]?.discountMinor ?? 0n,
      taxMinor: 0n,
      totalMinor: money.lines[index]?.totalMinor ?? 0n,
    })),
    fulfilments: order.package_list.flatMap((one) => fulfilmentOf(one, { order, keys, tracking, ctx })),
    refunds,
    returns: [...returnsOf(sentBack, keyOf, ctx), ...comingBack(order, units)],
    ...(saysNoReturn(order) ? { noOtherReturns: true as const } : {}),
    contact: contactOf(order),
    shippingAddress: addressOf(order),
    buyerNote: order.message_to_seller,
    tags: tagsOf(order),
    site: order.region,
    raw,
  };
}

/**
 * A line's key is what its packages name it by too: item, model, and in bundles the deal's own numbers. The newer
 * `line_item_id` stands in no package.
 */
export function lineKey(line: Pick<Line, "item_id" | "model_id" | "order_item_id" | "promotion_group_id">): string {
  const { item_id: item, model_id: model, order_item_id: deal = item, promotion_group_id: group } = line;
  const base = variantKey(item, model);
  return deal === item && group === undefined ? base : `${base}-${deal}-${group ?? "0"}`;
}

/** A return names item and model alone. */
function isLineOf(key: string, item: { readonly item_id: string; readonly model_id: string }): boolean {
  const base = variantKey(item.item_id, item.model_id);
  return key === base || key.startsWith(`${base}-`);
}

const comingBack = (order: Order, units: readonly Units[]): OrderReturn[] =>
  isUndelivered(order) ? undeliveredReturn(order.order_sn, order.order_status, units) : [];

type Units = Omit<OrderLine, "discountMinor" | "taxMinor" | "totalMinor">;

function unitsOf(
  line: Line,
  key: string,
  how: { readonly order: Order; readonly statuses: Statuses; readonly ctx: MappingContext },
): Units {
  const { order, statuses, ctx } = how;
  const isCancelled = statuses.status === "cancelled";
  const stored = Math.max(0, line.model_quantity_purchased - (line.cancelled_qty ?? 0));
  // Cancelled on its way: what left is not with the seller, whatever the order's word.
  const quantity = isCancelled ? leftUnits(line, order, statuses) : stored;
  const location = Array.isArray(line.product_location_id) ? line.product_location_id[0] : line.product_location_id;
  return {
    key,
    variantKey: variantKey(line.item_id, line.model_id),
    productKey: line.item_id,
    sku: line.model_sku ?? line.item_sku,
    title: line.model_name === undefined ? line.item_name : `${line.item_name} (${line.model_name})`,
    orderedQuantity: line.model_quantity_purchased,
    quantity,
    fulfilledQuantity: Math.min(quantity, leftUnits(line, order, statuses)),
    restockedQuantity: 0,
    channelTook: !isCancelled && tookAt(order, ctx) ? quantity : 0,
    unitPrice: line.model_original_price,
    fulfilledBy: order.fulfillment_flag === "fulfilled_by_shopee" ? "marketplace" : "merchant",
    ...(location ? { location } : {}),
  };
}

/** Published nowhere: taken when the order is placed, or by the setting once it is paid; given back when it is cancelled. */
function tookAt({ order_status: status }: Order, { connection }: MappingContext): boolean {
  return !(connection.settings.stockTakenAt === "paid" && status === "UNPAID");
}

/** Units that left with the carrier: by parcel where parcels tell, else by the order's own word. */
function leftUnits(line: Line, order: Order, { fulfilment }: Statuses): number {
  if (fulfilment === "unfulfilled") return 0;
  if (fulfilment !== "partial") return line.model_quantity_purchased;
  const key = lineKey(line);
  return order.package_list
    .filter(hasLeft)
    .flatMap(({ item_list: items }) => items)
    .reduce((sum, item) => sum + (lineKey(item) === key ? item.model_quantity : 0), 0);
}

function fulfilmentOf(
  one: Package,
  how: {
    readonly order: Order;
    readonly keys: readonly string[];
    readonly tracking: Tracking;
    readonly ctx: MappingContext;
  },
): OrderFulfilment[] {
  const { order, keys, tracking, ctx } = how;
  const number = one.package_number;
  if (!number) return [];
  const trackingNumber = tracking.get(number);
  const status = packageMeaning(one, ctx);
  // A parcel that waits for its number is none yet.
  if (status === "unfulfilled" && trackingNumber === undefined) return [];
  return [
    {
      key: number,
      status,
      carrier: one.shipping_carrier,
      trackingNumbers: trackingNumber === undefined ? [] : [trackingNumber],
      ...(order.pickup_done_time === undefined || status === "unfulfilled"
        ? {}
        : { shippedAt: iso(order.pickup_done_time) }),
      lines: one.item_list.flatMap((item) => {
        const key = lineKey(item);
        return keys.includes(key) ? [{ lineKey: key, quantity: item.model_quantity }] : [];
      }),
    },
  ];
}

const isMasked = (text: string | undefined): boolean => text?.includes("*") ?? false;

/** Names and phones come masked by region, kind of seller and status; masked text names nobody. */
function contactOf(order: Order): Contact {
  const { name, phone, region } = order.recipient_address ?? {};
  const given = [name, phone];
  const masked = given.some(isMasked) || (given.every((text) => text === undefined) && isMasked(order.buyer_username));
  const readable = isMasked(phone) ? undefined : (normalisePhone(phone, region ?? order.region) ?? phone);
  return {
    key: order.buyer_user_id,
    name: name ?? order.buyer_username,
    phone: masked ? phone : readable,
    quality: masked ? "masked" : readable === undefined ? "absent" : "real",
  };
}

function addressOf({ recipient_address: address, region: shopRegion }: Order): Address | undefined {
  if (!address) return undefined;
  const { name, phone, full_address: line1, town, district, city, state, zipcode, region } = address;
  const mapped: Address = {
    name,
    line1,
    line2: [town, district].filter(Boolean).join(", ") || undefined,
    city,
    region: state,
    postcode: zipcode,
    country: region ?? shopRegion,
    phone: isMasked(phone) ? phone : (normalisePhone(phone, region ?? shopRegion) ?? phone),
  };
  return [name, phone, line1, town, district, city, state, zipcode].some(Boolean) ? mapped : undefined;
}

/** What whoever packs has to know. */
function tagsOf(order: Order): string[] {
  return [
    // Matched with stock that was sent ahead: Shopee ships it, nothing may be arranged.
    ...(order.advance_package ? ["advance fulfilment"] : []),
    ...order.pending_terms.map((term) => term.toLowerCase().replaceAll("_", " ")),
    ...(order.order_status === "INVOICE_PENDING" ? ["invoice needed"] : []),
  ];
}
