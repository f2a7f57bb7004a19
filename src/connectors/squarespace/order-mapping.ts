/** An order of Squarespace in the hub's words. */

import type { Address, Contact, OrderFulfilment, OrderLine, OrderOption, OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import { reportedAddress } from "../kit/parse/address.ts";
import { codesOf, optionsOf } from "../kit/parse/order-options.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { joinedName } from "../kit/parse/person-name.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { moneyOf } from "./order-money.ts";
import type { Line, Order, PostalAddress } from "./schemas.ts";
import { ESSENTIAL_OF_ORDER, orderSchema } from "./schemas.ts";
import { type Statuses, statusesOf } from "./statuses.ts";

type MappingContext = Pick<Context, "drift" | "connection">;

export const readOrder = (raw: Json, ctx: Pick<Context, "drift">): Order =>
  parseResponse(orderSchema, raw, { ctx, what: "order", essential: ESSENTIAL_OF_ORDER });

export function toOrderPart(raw: Json, ctx: MappingContext): OrderPart {
  const order = readOrder(raw, ctx);
  const figures = moneyOf(order);
  const statuses = statusesOf(
    {
      fulfillmentStatus: order.fulfillmentStatus,
      paymentState: order.paymentState,
      refundedMinor: figures.refundedMinor,
      totalMinor: figures.totals.totalMinor ?? 0n,
      wasFulfilled: Boolean(order.fulfilledOn),
    },
    ctx,
  );
  const { kind, ...axes } = statuses;
  return {
    orderKey: order.id,
    ourKey: order.externalOrderReference,
    partKey: "",
    version: timeVersion(order.modifiedOn),
    complete: true,
    number: order.orderNumber,
    placedAt: new Date(order.createdOn).toISOString(),
    ...axes,
    platformStatus: [order.fulfillmentStatus, order.paymentState].filter(Boolean).join(" "),
    payment: { kind },
    totals: figures.totals,
    quality: figures.isExact ? "exact" : "estimated",
    lines: order.lineItems.map((line, index) => ({
      ...units(line, { order, statuses, ctx }),
      ...(figures.lines[index] ?? { discountMinor: 0n, taxMinor: 0n, totalMinor: 0n }),
    })),
    fulfilments: parcels(order, statuses),
    // Only the sum is told, never single refunds: one record that grows, dated by the order's last change.
    refunds:
      figures.refundedMinor > 0n
        ? [
            {
              key: "refunded",
              amountMinor: figures.refundedMinor,
              at: new Date(order.modifiedOn).toISOString(),
              lines: [],
            },
          ]
        : [],
    contact: contactOf(order),
    shippingAddress: addressOf(order.shippingAddress),
    billingAddress: addressOf(order.billingAddress),
    // What the customer answered at the checkout.
    buyerInputs: formOf(order.formSubmission),
    discountCodes: codesOf(order.discountLines.map(({ promoCode }) => promoCode)),
    tags: order.testmode === true ? ["test"] : [],
    raw,
  };
}

type Units = Omit<OrderLine, "discountMinor" | "taxMinor" | "totalMinor">;

function units(
  line: Line,
  { order, statuses, ctx }: { readonly order: Order; readonly statuses: Statuses; readonly ctx: MappingContext },
): Units {
  const isCancelled = statuses.status === "cancelled";
  const fulfilledQuantity = statuses.fulfilment === "fulfilled" ? line.quantity : 0;
  const quantity = isCancelled ? fulfilledQuantity : line.quantity;
  return {
    key: line.id,
    // A line of a download names no variant: the product itself is the item.
    variantKey: line.variantId ?? line.productId,
    productKey: line.productId,
    sku: line.sku,
    title: titleOf(line),
    options: formOf(line.customizations),
    orderedQuantity: line.quantity,
    quantity,
    fulfilledQuantity,
    restockedQuantity: 0,
    channelTook: took(line, { order, isReturned: isCancelled && restocksOnCancel(ctx), left: fulfilledQuantity }),
    unitPrice: line.unitPricePaid.value,
    ...(line.lineItemType === "GIFT_CARD" && { giftCard: true as const }),
    fulfilledBy: "merchant",
  };
}

const restocksOnCancel = ({ connection }: MappingContext): boolean =>
  connection.settings.restocksOnCancel !== false && connection.settings.restocksOnCancel !== "false";

/**
 * When Squarespace lowers its own number is published nowhere: assumed when the order is placed. Orders that a program
 * brought in lower nothing unless it asked for that (the import's default), which the order does not tell.
 */
function took(
  line: Line,
  facts: { readonly order: Order; readonly isReturned: boolean; readonly left: number },
): number {
  if (line.variantId === undefined || facts.order.externalOrderReference !== undefined) return 0;
  return facts.isReturned ? facts.left : line.quantity;
}

function titleOf(line: Line): string {
  const options = line.variantOptions.flatMap(({ value }) => value ?? []).join(" / ");
  const name = line.productName ?? line.sku ?? "Item";
  return options === "" ? name : `${name} (${options})`;
}

function parcels(order: Order, { fulfilment }: Statuses): OrderFulfilment[] {
  const lines = order.lineItems.map((line) => ({ lineKey: line.id, quantity: line.quantity }));
  return order.fulfillments.map(({ shipDate, carrierName, service, trackingNumber, trackingUrl }, index) => ({
    // Parcels have no ids; Squarespace only ever adds to the list.
    key: String(index + 1),
    status: "fulfilled",
    carrier: [carrierName, service].filter(Boolean).join(", ") || undefined,
    trackingNumbers: trackingNumber === undefined ? [] : [trackingNumber],
    trackingUrl,
    shippedAt: shipDate ? new Date(shipDate).toISOString() : undefined,
    // Which lines went into which parcel is not told; a single one holds the order.
    lines: order.fulfillments.length === 1 && fulfilment === "fulfilled" ? lines : [],
  }));
}

function contactOf(order: Order): Contact {
  const address = order.shippingAddress ?? order.billingAddress;
  const name = nameOf(order.shippingAddress) ?? nameOf(order.billingAddress);
  const given = order.shippingAddress?.phone ?? order.billingAddress?.phone;
  const phone = normalisePhone(given, address?.countryCode) ?? given;
  const email = order.customerEmail;
  return { key: order.customerId, name, email, phone, quality: email || phone ? "real" : "absent" };
}

const nameOf = (address: PostalAddress | null | undefined): string | undefined =>
  joinedName(address?.firstName, address?.lastName);

function addressOf(address: PostalAddress | null | undefined): Address | undefined {
  if (!address) return undefined;
  return reportedAddress({
    name: nameOf(address),
    line1: address.address1,
    line2: address.address2,
    city: address.city,
    region: address.state,
    postcode: address.postalCode,
    country: address.countryCode,
    phone: normalisePhone(address.phone, address.countryCode) ?? address.phone,
  });
}

const formOf = (items: Line["customizations"]): OrderOption[] =>
  optionsOf(items.map(({ label, value }) => [label ?? "Note", value]));
