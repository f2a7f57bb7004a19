/** An order of Amazon in the hub's words. */

import type { Address, Contact, OrderFulfilment, OrderLine, OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import { reportedAddress } from "../kit/parse/address.ts";
import { optionsOf } from "../kit/parse/order-options.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { moneyOf } from "./order-money.ts";
import type { Item, Order, PostalAddress } from "./order-schemas.ts";
import { ESSENTIAL_OF_ORDER, orderSchema } from "./order-schemas.ts";
import { isOn, orderCurrencyOf } from "./settings.ts";
import { packageStatus, type Statuses, statusesOf } from "./statuses.ts";

type MappingContext = Pick<Context, "drift" | "connection">;

const EASY_SHIP = "AMAZON_EASY_SHIP";

const readOrder = (raw: Json, ctx: Pick<Context, "drift">): Order =>
  parseResponse(orderSchema, raw, { ctx, what: "order", essential: ESSENTIAL_OF_ORDER });

const isByAmazon = ({ fulfillment }: Order): boolean => fulfillment.fulfilledBy === "AMAZON";

export function toOrderPart(raw: Json, ctx: MappingContext): OrderPart {
  const order = readOrder(raw, ctx);
  const figures = moneyOf(order, orderCurrencyOf(ctx.connection, order.salesChannel.marketplaceId));
  const fulfilments = parcels(order, ctx);
  const { kind, ...axes } = statuses(order, fulfilments, ctx);
  const contact = contactOf(order);
  return {
    orderKey: order.orderId,
    partKey: "",
    version: timeVersion(order.lastUpdatedTime),
    complete: true,
    number: order.orderId,
    placedAt: new Date(order.createdTime).toISOString(),
    shipBy: shipByOf(order),
    ...axes,
    platformStatus: platformStatus(order),
    payment: { kind, paymentMethod: paymentMethods(order)[0] },
    totals: figures.totals,
    quality: figures.quality,
    lines: order.orderItems.map((item, index) => ({
      ...units(item, order, ctx),
      ...(figures.lines[index] ?? { unitPrice: "0", discountMinor: 0n, taxMinor: 0n, totalMinor: 0n }),
    })),
    fulfilments,
    // Amazon tells refunds in its finances alone, never in the order.
    refunds: [],
    contact,
    shippingAddress: addressOf(order.recipient?.deliveryAddress),
    buyerNote: noteOf(order),
    tags: tagsOf(order),
    site: order.salesChannel.marketplaceId,
    raw,
  };
}

/** The end of the window in which Amazon wants the order to leave. */
function shipByOf({ fulfillment }: Order): string | undefined {
  const latest = fulfillment.shipByWindow?.latestDateTime;
  return latest ? new Date(latest).toISOString() : undefined;
}

/** What commands have to know: the status, who ships, and whether Amazon chooses the courier. */
function platformStatus({ fulfillment, programs }: Order): string {
  const texts = [fulfillment.fulfillmentStatus, fulfillment.fulfilledBy ?? "MERCHANT"];
  return [...texts, ...(programs.includes(EASY_SHIP) ? ["EASY_SHIP"] : [])].join(" ");
}

const paymentMethods = ({ payment }: Order): string[] =>
  (payment?.paymentExecutions ?? []).flatMap(({ paymentMethod }) => paymentMethod ?? []);

function statuses(order: Order, fulfilments: readonly OrderFulfilment[], ctx: MappingContext): Statuses {
  const shipped = order.orderItems.some(({ fulfillment }) => (fulfillment?.quantityFulfilled ?? 0) > 0);
  return statusesOf(
    {
      fulfillmentStatus: order.fulfillment.fulfillmentStatus,
      isFulfilledByAmazon: isByAmazon(order),
      paymentMethods: paymentMethods(order),
      packages: fulfilments.map(({ status }) => status),
      hasShippedUnits: shipped,
    },
    ctx,
  );
}

type Units = Omit<OrderLine, "unitPrice" | "discountMinor" | "taxMinor" | "totalMinor">;

function units(item: Item, order: Order, ctx: MappingContext): Units {
  const isCancelled = order.fulfillment.fulfillmentStatus === "CANCELLED";
  const { quantityFulfilled, quantityUnfulfilled } = item.fulfillment ?? {};
  const shipped = quantityFulfilled ?? 0;
  const open = quantityUnfulfilled ?? item.quantityOrdered - shipped;
  const quantity = isCancelled ? shipped : shipped + open;
  const sku = item.product.sellerSku;
  return {
    key: item.orderItemId,
    variantKey: sku,
    sku,
    title: item.product.title ?? sku ?? item.product.asin ?? "Item",
    options: optionsOf([
      ["Gift message", item.fulfillment?.packing?.giftOption?.giftMessage],
      ["Gift wrap", item.fulfillment?.packing?.giftOption?.giftWrapLevel],
      ["Customization", item.fulfillment?.customization?.customizedUrl],
    ]),
    orderedQuantity: item.quantityOrdered,
    quantity,
    fulfilledQuantity: shipped,
    restockedQuantity: 0,
    channelTook: took({ item, quantity, isByAmazon: isByAmazon(order) }, ctx),
    fulfilledBy: isByAmazon(order) ? "marketplace" : "merchant",
  };
}

/**
 * Amazon lowers its number when an order is placed, pending ones included, and gives cancelled units back: assumed, as
 * nothing is published; a setting turns the second part off. Goods in Amazon's own warehouse never were in our number.
 */
function took(
  line: { readonly item: Item; readonly quantity: number; readonly isByAmazon: boolean },
  { connection }: MappingContext,
): number {
  if (line.isByAmazon) return 0;
  return isOn(connection, "restocksOnCancel") ? line.quantity : line.item.quantityOrdered;
}

function parcels(order: Order, ctx: MappingContext): OrderFulfilment[] {
  return order.packages.flatMap((parcel) => {
    const status = packageStatus(parcel.packageStatus, ctx);
    if (status === null) return [];
    return [
      {
        key: parcel.packageReferenceId,
        status,
        carrier: parcel.carrier,
        trackingNumbers: parcel.trackingNumber === undefined ? [] : [parcel.trackingNumber],
        shippedAt: parcel.shipTime === undefined ? undefined : new Date(parcel.shipTime).toISOString(),
        lines: parcel.packageItems.map(({ orderItemId, quantity }) => ({ lineKey: orderItemId, quantity })),
      },
    ];
  });
}

/** The address of the e-mail is Amazon's, made for this buyer; the phone may be Amazon's, too. Neither names a person. */
function contactOf({ buyer, recipient }: Order): Contact {
  const address = recipient?.deliveryAddress;
  const phone = normalisePhone(address?.phone, address?.countryCode) ?? address?.phone;
  const email = buyer?.buyerEmail;
  return {
    name: buyer?.buyerName ?? address?.name,
    email,
    phone,
    quality: email || phone ? "relay" : "absent",
  };
}

/** Without the restricted role Amazon leaves the lines out, or the whole address: then there is none. */
function addressOf(address: PostalAddress | null | undefined): Address | undefined {
  if (!address) return undefined;
  const lines = [address.addressLine1, address.addressLine2, address.addressLine3].filter((line) => line !== undefined);
  return reportedAddress({
    name: address.name,
    company: address.companyName,
    line1: lines[0],
    line2: lines.slice(1).join(", ") || undefined,
    city: address.city ?? address.municipality ?? address.districtOrCounty,
    region: address.stateOrRegion,
    postcode: address.postalCode,
    country: address.countryCode,
    phone: normalisePhone(address.phone, address.countryCode) ?? address.phone,
  });
}

/** Why a cancellation is asked for: whoever packs must see it. */
function noteOf(order: Order): string | undefined {
  const notes = order.orderItems.flatMap(({ product, cancellation }) => {
    const name = product.title ?? product.sellerSku ?? "Item";
    const request = cancellation?.cancellationRequest;
    return [
      ...(request
        ? [`${name}: the buyer asks to cancel${request.cancelReason ? ` (${request.cancelReason})` : ""}`]
        : []),
    ];
  });
  return notes.join("\n") || undefined;
}

function tagsOf(order: Order): string[] {
  const requested = order.orderItems.some(({ cancellation }) => cancellation?.cancellationRequest);
  const replaces = order.associatedOrders.some(({ associationType }) => associationType !== undefined);
  return [
    ...order.programs.map((program) => program.toLowerCase()),
    ...(requested ? ["cancel_requested"] : []),
    ...(replaces ? ["replacement"] : []),
  ];
}
