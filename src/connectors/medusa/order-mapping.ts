/** From the shop's order to our order part; pure. */

import type {
  Address,
  Contact,
  OrderFulfilment,
  OrderLine,
  OrderPart,
  OrderReturn,
  OrderTransaction,
} from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { PricedLine } from "../kit/parse/order-money.ts";
import { codesOf, optionsOf } from "../kit/parse/order-options.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { joinedName } from "../kit/parse/person-name.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { fixed, minorOf, withExactAmounts } from "./amounts.ts";
import { moneyOf } from "./order-money.ts";
import { linesIn } from "./parcel-lines.ts";
import { packOf } from "./product-packs.ts";
import type { MedusaAddress, MedusaLine, MedusaOrder, MedusaPayment, MedusaReturn } from "./schemas.ts";
import { ESSENTIAL_OF_ORDER, orderSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { CANCELED, capturedOf, financialOf, fulfilmentOf, leftOf, paymentsOf, statusOf } from "./statuses.ts";

/** Where an order and its parcels and returns name what they were made for. */
export const OUR_ORDER = "argosy_order";
export const OUR_COMMAND = "argosy_command";
export const OUR_CARRIER = "carrier";

export interface Reading {
  readonly shop: ShopFacts;
  readonly ctx: Pick<Context, "drift">;
  /** When reading began: captures and some refunds move no time of the order. */
  readonly readAtMs: number;
}

export function toOrder(raw: Json, ctx: Pick<Context, "drift">): MedusaOrder {
  return parseResponse(orderSchema, withExactAmounts(raw), { ctx, what: "order", essential: ESSENTIAL_OF_ORDER });
}

/** Null for a draft, and for an order of another channel. */
export function toOrderPart(raw: Json, reading: Reading): OrderPart | null {
  const order = toOrder(raw, reading.ctx);
  return order.is_draft_order || order.status === "draft" || !isOfChannel(order, reading.shop)
    ? null
    : placedOrder(order, raw, reading);
}

export function isOfChannel(order: MedusaOrder, { channelId }: ShopFacts): boolean {
  return channelId === "" || order.sales_channel_id === channelId;
}

function placedOrder(order: MedusaOrder, raw: Json, { shop, readAtMs }: Reading): OrderPart {
  const figures = moneyOf(order);
  const payments = paymentsOf(order);
  const gateway = (payments.find(({ canceled_at }) => canceled_at === undefined) ?? payments[0])?.provider_id;
  const isCod = gateway !== undefined && shop.codProviders.includes(gateway);
  const financial = financialOf(order, figures.totals.totalMinor, isCod);
  const status = statusOf(order, financial);
  const ourKey = order.metadata[OUR_ORDER];
  return {
    orderKey: order.id,
    ...(typeof ourKey === "string" && ourKey !== "" && { ourKey }),
    partKey: "",
    version: { kind: "fetchStart", value: BigInt(readAtMs) * 1000n },
    complete: true,
    number: order.custom_display_id ?? order.display_id,
    placedAt: timeOf(order.created_at),
    status: status ?? "on_hold",
    financial,
    fulfilment: fulfilmentOf(order.items),
    platformStatus: order.status,
    ...(status === null && { unknownStatus: order.status }),
    payment: { kind: isCod ? "cod" : kindOf(payments), paymentMethod: gateway },
    totals: figures.totals,
    quality: figures.quality,
    lines: order.items.map((line) => toLine(line, order, figures.lines.get(line.id))),
    fulfilments: fulfilmentsOf(order),
    refunds: payments.flatMap(({ refunds }) =>
      refunds.map(({ id, amount, note, created_at }) => ({
        key: id,
        amountMinor: minorOf(fixed(amount), order.currency_code),
        reason: note,
        at: timeOf(created_at),
        lines: [],
      })),
    ),
    returns: order.returns.flatMap((one) => returnOf(one) ?? []),
    noOtherReturns: true,
    transactions: payments.flatMap((payment) => transactionsOf(payment, order.currency_code)),
    contact: contactOf(order),
    shippingAddress: addressOf(order.shipping_address),
    billingAddress: addressOf(order.billing_address),
    discountCodes: codesOf(order.items.flatMap(({ adjustments }) => adjustments.map(({ code }) => code))),
    tags: [],
    site: shop.channel || undefined,
    raw,
  };
}

const timeOf = (reported: string): string => new Date(reported).toISOString();

/** The provider whose payments are authorised without any money: whoever pays there pays by hand, at some time. */
export const BY_HAND = "pp_system_default";

/** An authorisation alone promises money in one shop and nothing in another: what was captured was paid. */
function kindOf(payments: readonly MedusaPayment[]): "prepaid" | "unknown" {
  return payments.some((payment) => capturedOf(payment) > 0n) ? "prepaid" : "unknown";
}

function toLine(line: MedusaLine, order: MedusaOrder, figures: PricedLine | undefined): OrderLine {
  const left = leftOf(line);
  const { detail } = line;
  const isCancelled = order.status === CANCELED;
  const isCounted = line.variant?.manage_inventory !== false;
  const restocked = Math.min(left, detail.return_received_quantity);
  const variant = line.variant_title && line.variant_title !== "Default" ? ` (${line.variant_title})` : "";
  return {
    key: line.id,
    variantKey: line.variant_id,
    pack: line.variant ? packOf(line.variant) : undefined,
    ...(line.is_giftcard && { giftCard: true as const }),
    productKey: line.product_id,
    sku: line.variant_sku,
    title: `${line.product_title ?? line.title ?? ""}${variant}`,
    options: optionsOf(Object.entries(line.metadata)),
    orderedQuantity: line.quantity,
    exactQuantity: line.exactQuantity,
    quantity: isCancelled ? left : line.quantity,
    fulfilledQuantity: left,
    restockedQuantity: restocked,
    // Placed: reserved, so no longer free. A parcel takes the pieces themselves; cancelling and receiving give back.
    channelTook: isCounted ? (isCancelled ? left : line.quantity) - restocked : 0,
    unitPrice: figures?.unitPrice ?? line.unit_price,
    discountMinor: figures?.discountMinor ?? 0n,
    taxMinor: figures?.taxMinor ?? 0n,
    totalMinor: figures?.totalMinor ?? 0n,
    fulfilledBy: "merchant",
  };
}

function fulfilmentsOf(order: MedusaOrder): OrderFulfilment[] {
  return order.fulfillments
    .filter(({ shipped_at, delivered_at, canceled_at }) => !canceled_at && (shipped_at ?? delivered_at))
    .map((parcel) => {
      const carrier = parcel.metadata[OUR_CARRIER];
      const address = parcel.labels.find(({ tracking_url }) => /^https?:/.test(tracking_url ?? ""))?.tracking_url;
      return {
        key: parcel.id,
        status: parcel.delivered_at ? ("delivered" as const) : ("in_transit" as const),
        carrier: typeof carrier === "string" && carrier !== "" ? carrier : undefined,
        trackingNumbers: parcel.labels.flatMap(({ tracking_number }) => tracking_number ?? []),
        trackingUrl: address,
        shippedAt: timeOf(parcel.shipped_at ?? parcel.delivered_at ?? order.created_at),
        lines: linesIn(parcel, order).map(({ lineKey, quantity }) => ({ lineKey, quantity: Math.ceil(quantity) })),
      };
    });
}

const RETURNS: Readonly<Record<string, OrderReturn["state"]>> = {
  requested: "requested",
  partially_received: "approved",
  received: "completed",
  canceled: "cancelled",
};

/** One that was only begun in the shop's admin is not asked for yet. */
function returnOf({ id, status, items }: MedusaReturn): OrderReturn | null {
  if (status === "open") return null;
  const state = RETURNS[status] ?? "requested";
  const lines = items.map(({ item_id, quantity }) => ({ lineKey: item_id, quantity }));
  return { key: id, state, platformStatus: status, lines };
}

function transactionsOf(payment: MedusaPayment, currency: string): OrderTransaction[] {
  const { id, provider_id: gateway } = payment;
  const of = (amount: string) => minorOf(fixed(amount), currency);
  const own = { gateway, status: "success" as const };
  return [
    { ...own, key: id, kind: "authorization", amountMinor: of(payment.amount), at: timeOf(payment.created_at) },
    ...(payment.canceled_at
      ? [
          {
            ...own,
            key: `void-${id}`,
            parentKey: id,
            kind: "void" as const,
            amountMinor: of(payment.amount),
            at: timeOf(payment.canceled_at),
          },
        ]
      : []),
    ...payment.captures.map(({ id: key, amount, created_at }) => ({
      ...own,
      key,
      parentKey: id,
      kind: "capture" as const,
      amountMinor: of(amount),
      at: timeOf(created_at),
    })),
    ...payment.refunds.map(({ id: key, amount, created_at }) => ({
      ...own,
      key,
      parentKey: id,
      kind: "refund" as const,
      amountMinor: of(amount),
      at: timeOf(created_at),
    })),
  ];
}

const nameOf = (
  person: { readonly first_name?: string | undefined; readonly last_name?: string | undefined } | null | undefined,
) => joinedName(person?.first_name, person?.last_name);

/** Names from the address: guests of one e-mail address share a record. */
function contactOf({ customer, email, shipping_address, billing_address }: MedusaOrder): Contact {
  const address = shipping_address ?? billing_address;
  const phone = address?.phone ?? customer?.phone;
  return {
    key: customer?.id,
    name: nameOf(address) ?? nameOf(customer),
    email: email ?? customer?.email,
    phone: normalisePhone(phone, address?.country_code?.toUpperCase()) ?? phone,
    quality: email || customer?.email || phone ? "real" : "absent",
  };
}

function addressOf(address: MedusaAddress | null | undefined): Address | undefined {
  if (!address || Object.values(address).every((part) => part === undefined)) return undefined;
  const country = address.country_code?.toUpperCase();
  return {
    name: nameOf(address),
    company: address.company,
    line1: address.address_1,
    line2: address.address_2,
    city: address.city,
    region: address.province,
    postcode: address.postal_code,
    country,
    phone: normalisePhone(address.phone, country) ?? address.phone,
  };
}
