/** From the shop's order and what belongs to it to our order part; pure. */

import { formatDecimal, money } from "../../commerce/money.ts";
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
import type { LocalTime } from "../kit/parse/local-time.ts";
import type { LineMoney } from "../kit/parse/order-money.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { codeOf } from "./client.ts";
import { moneyOf } from "./order-money.ts";
import type {
  SyliusAddress,
  SyliusAdjustment,
  SyliusCustomer,
  SyliusItem,
  SyliusOrder,
  SyliusPayment,
  SyliusShipment,
} from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { platformStatus, statusesOf } from "./statuses.ts";

/** An order with all that the shop tells in further answers. */
export interface WholeOrder {
  readonly order: SyliusOrder;
  readonly raw: Json;
  /** Present when money has moved, or the order itself has no date. */
  readonly payments: readonly SyliusPayment[] | null;
  /** Present when something has left. */
  readonly shipments: readonly SyliusShipment[];
  readonly adjustments: readonly SyliusAdjustment[];
  readonly customer: SyliusCustomer | null;
  /** Provinces by the address they belong to; order answers leave them out. */
  readonly provinces: ReadonlyMap<string, string>;
  /** When reading began, in microseconds: the shop's orders carry no time of change. */
  readonly readAtMicros: bigint;
}

export interface Reading {
  readonly shop: ShopFacts;
  readonly time: LocalTime;
  readonly ctx: Pick<Context, "drift">;
}

export function toOrderPart(whole: WholeOrder, { shop, time, ctx }: Reading): OrderPart {
  const { order, customer, provinces } = whole;
  const gateway = order.payments[0]?.method ? codeOf(order.payments[0].method) : undefined;
  const isCod = gateway !== undefined && shop.codMethods.includes(gateway);
  const statuses = statusesOf(order, isCod, ctx);
  const figures = moneyOf(order, whole.adjustments);
  const isPaid = !["pending", "cod_pending", "voided"].includes(statuses.financial);
  return {
    orderKey: order.tokenValue,
    partKey: "",
    version: { kind: "fetchStart", value: whole.readAtMicros },
    complete: true,
    number: order.number,
    placedAt: placedAt(whole, time),
    ...statuses,
    platformStatus: platformStatus(order),
    payment: { kind: isCod ? "cod" : isPaid ? "prepaid" : "unknown", paymentMethod: gateway },
    totals: figures.totals,
    quality: figures.quality,
    lines: order.items.map((item) => toLine(item, whole, figures.lines.get(item.id))),
    fulfilments: fulfilmentsOf(whole, time),
    refunds: refundsOf(whole.payments ?? [], time),
    ...(whole.payments ? { transactions: transactionsOf(whole.payments, time) } : {}),
    contact: contactOf(order, customer),
    shippingAddress: addressOf(order.shippingAddress, provinces),
    billingAddress: addressOf(order.billingAddress, provinces),
    buyerNote: order.notes,
    tags: [],
    site: order.channel ? codeOf(order.channel) : undefined,
    raw: whole.raw,
  };
}

/** Orders before 2.1 tell no date; their payment was made in the same moment. */
function placedAt({ order, payments }: WholeOrder, time: LocalTime): string {
  const text = order.checkoutCompletedAt ?? payments?.[0]?.createdAt;
  return text ? time.toUtc(text) : new Date(0).toISOString();
}

function toLine(item: SyliusItem, whole: WholeOrder, figures: LineMoney | undefined): OrderLine {
  const { order } = whole;
  const isCancelled = order.state === "cancelled";
  const shipped = shippedUnits(item, whole);
  const sku = item.variant ? codeOf(item.variant) : undefined;
  const title = [item.productName ?? sku ?? "", item.variantName].filter((part) => part).join(" - ");
  return {
    key: item.id,
    variantKey: sku,
    sku,
    title: item.variantName === item.productName ? (item.productName ?? "") : title,
    orderedQuantity: item.quantity,
    quantity: isCancelled ? shipped : item.quantity,
    fulfilledQuantity: shipped,
    restockedQuantity: 0,
    // Placed: reserved, so what is free falls; paid and shipped change nothing more. Every cancellation gives all
    // back, also of what has left. Refunds give nothing back.
    channelTook: isCancelled ? 0 : item.quantity,
    unitPrice: formatDecimal(money(BigInt(item.unitPrice), order.currencyCode)),
    discountMinor: figures?.discountMinor ?? 0n,
    taxMinor: figures?.taxMinor ?? 0n,
    totalMinor: figures?.totalMinor ?? 0n,
    fulfilledBy: "merchant",
  };
}

/** Units of a line that have left. Goods that need no parcel count as shipped with the order. */
function shippedUnits(item: SyliusItem, { order, shipments }: WholeOrder): number {
  if (order.shippingState === "shipped") return item.quantity;
  const own = new Set(item.units.map(codeOf));
  const shipped = shipments.filter((one) => one.state === "shipped").flatMap((one) => one.units.map(codeOf));
  return shipped.filter((unit) => own.has(unit)).length;
}

/** How many units of each line a parcel holds. */
export function parcelLines(order: SyliusOrder, shipment: SyliusShipment) {
  const units = new Set(shipment.units.map(codeOf));
  return order.items
    .map((item) => ({ lineKey: item.id, quantity: item.units.filter((unit) => units.has(codeOf(unit))).length }))
    .filter((line) => line.quantity > 0);
}

function fulfilmentsOf({ order, shipments }: WholeOrder, time: LocalTime): OrderFulfilment[] {
  return shipments
    .filter((shipment) => shipment.state === "shipped")
    .map((shipment) => ({
      key: shipment.id,
      status: "in_transit" as const,
      trackingNumbers: shipment.tracking ? [shipment.tracking] : [],
      shippedAt: shipment.shippedAt ? time.toUtc(shipment.shippedAt) : undefined,
      lines: parcelLines(order, shipment),
    }));
}

/** A refund is always a whole payment; which units came back is nowhere told. */
function refundsOf(payments: readonly SyliusPayment[], time: LocalTime): OrderRefund[] {
  return payments
    .filter((payment) => payment.state === "refunded")
    .map((payment) => ({
      key: payment.id,
      amountMinor: BigInt(payment.amount),
      at: time.toUtc(payment.updatedAt ?? payment.createdAt),
      lines: [],
    }));
}

const TRANSACTIONS: Readonly<Record<string, Pick<OrderTransaction, "kind" | "status">>> = {
  new: { kind: "sale", status: "pending" },
  processing: { kind: "sale", status: "pending" },
  authorized: { kind: "authorization", status: "success" },
  completed: { kind: "sale", status: "success" },
  refunded: { kind: "sale", status: "success" },
  failed: { kind: "sale", status: "failed" },
  cancelled: { kind: "void", status: "success" },
};

function transactionsOf(payments: readonly SyliusPayment[], time: LocalTime): OrderTransaction[] {
  return payments.flatMap((payment) => {
    const existing = TRANSACTIONS[payment.state];
    if (!existing) return [];
    const gateway = payment.method ? codeOf(payment.method) : undefined;
    const amountMinor = BigInt(payment.amount);
    const changedAt = time.toUtc(payment.updatedAt ?? payment.createdAt);
    const isRefunded = payment.state === "refunded";
    const paid = { key: payment.id, ...existing, gateway, amountMinor };
    if (!isRefunded) return [{ ...paid, at: changedAt }];
    // When it was paid is no longer told.
    const back = { key: `${payment.id}-refund`, parentKey: payment.id, kind: "refund", status: "success" } as const;
    return [
      { ...paid, at: time.toUtc(payment.createdAt) },
      { ...back, gateway, amountMinor, at: changedAt },
    ];
  });
}

function contactOf(order: SyliusOrder, customer: SyliusCustomer | null): Contact {
  const address = order.shippingAddress ?? order.billingAddress;
  const phone = address?.phoneNumber ?? customer?.phoneNumber;
  const name = nameOf(address) ?? nameOf(customer);
  return {
    key: customer?.id ?? (order.customer ? codeOf(order.customer) : undefined),
    name,
    email: customer?.email,
    phone: normalisePhone(phone, address?.countryCode) ?? phone,
    quality: customer?.email || phone ? "real" : "absent",
  };
}

function nameOf(
  person: { readonly firstName?: string | undefined; readonly lastName?: string | undefined } | null | undefined,
): string | undefined {
  const name = [person?.firstName, person?.lastName].filter((part) => part).join(" ");
  return name || undefined;
}

function addressOf(
  address: SyliusAddress | null | undefined,
  provinces: ReadonlyMap<string, string>,
): Address | undefined {
  if (!address) return undefined;
  const { company, street, city, postcode, countryCode, phoneNumber } = address;
  return {
    name: nameOf(address),
    company,
    line1: street,
    city,
    region: address.provinceName ?? address.provinceCode ?? provinces.get(address["@id"] ?? ""),
    postcode,
    country: countryCode,
    phone: normalisePhone(phoneNumber, countryCode) ?? phoneNumber,
  };
}
