/** An order of eBay in the hub's words. */

import { parseMoney } from "../../commerce/money.ts";
import type { Address, Contact, OrderFulfilment, OrderLine, OrderPart, OrderRefund } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import { reportedAddress } from "../kit/parse/address.ts";
import { optionsOf } from "../kit/parse/order-options.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { moneyOf } from "./order-money.ts";
import {
  ESSENTIAL_OF_ORDER,
  type Fulfilment,
  fulfilmentsSchema,
  type Line,
  type Order,
  orderSchema,
  type Refund,
  type ShipTo,
} from "./order-schemas.ts";
import { isOn, textSetting } from "./settings.ts";
import { siteOf } from "./sites.ts";
import { cancelStateOf, isCancelled, isPaid, statusesOf } from "./statuses.ts";
import { tradingKey } from "./trading-keys.ts";

type MappingContext = Pick<Context, "drift" | "connection">;

export const readOrder = (raw: Json, ctx: Pick<Context, "drift">): Order =>
  parseResponse(orderSchema, raw, { ctx, what: "order", essential: ESSENTIAL_OF_ORDER });

/** The site the order was listed on: orders of several lines have one. */
export const siteIdOf = ({ lineItems }: Order): string | undefined => lineItems[0]?.listingMarketplaceId;

/** What eBay has in its own warehouse it also ships. */
const isByEbay = ({ program }: Order): boolean => program?.fulfillmentProgram?.fulfilledBy === "EBAY";

/** An order with its parcels, as `getShippingFulfillments` tells them; null where it has none. */
export function toOrderPart(raw: Json, shipped: Json | null, ctx: MappingContext): OrderPart {
  const order = readOrder(raw, ctx);
  const reported =
    shipped === null ? [] : parseResponse(fulfilmentsSchema, shipped, { ctx, what: "fulfilments" }).fulfillments;
  const units = unitsOf(reported, order);
  const requested = order.lineItems.reduce((sum, line) => sum + line.quantity, 0);
  const sent = [...units.values()].reduce((sum, quantity) => sum + quantity, 0);
  const { totals, quality, lines } = moneyOf(order, siteOf(siteIdOf(order) ?? "")?.hasTaxInPrices ?? true);
  return {
    orderKey: order.orderId,
    partKey: "",
    version: timeVersion(order.lastModifiedDate),
    complete: true,
    number: order.orderId,
    placedAt: new Date(order.creationDate).toISOString(),
    shipBy: shipByOf(order),
    ...statusesOf(order, { wanted: requested, shipped: sent }, ctx),
    platformStatus: platformStatus(order),
    payment: {
      kind: isPaid(order) ? "prepaid" : "unknown",
      paymentMethod: order.paymentSummary?.payments[0]?.paymentMethod,
    },
    totals,
    quality,
    lines: order.lineItems.map((line) => ({
      ...lineOf(line, order, { shipped: units.get(line.lineItemId) ?? 0, ctx }),
      ...(lines.get(line.lineItemId) ?? { unitPrice: "0", discountMinor: 0n, taxMinor: 0n, totalMinor: 0n }),
    })),
    fulfilments: reported.map((parcel) => parcelOf(parcel, order)),
    refunds: refundsOf(order),
    contact: contactOf(order),
    shippingAddress: addressOf(shipToOf(order)),
    billingAddress: addressOf(order.buyer?.buyerRegistrationAddress),
    ...pickupOf(order),
    buyerNote: order.buyerCheckoutNotes,
    tags: tagsOf(order),
    site: siteIdOf(order),
    raw,
  };
}

/** What commands have to know. */
function platformStatus(order: Order): string {
  const paid = isPaid(order) && order.orderPaymentStatus === "PENDING" ? "PAID" : order.orderPaymentStatus;
  return [order.orderFulfillmentStatus, paid, cancelStateOf(order), ...(isByEbay(order) ? ["BY_EBAY"] : [])].join(" ");
}

/** The earliest of its lines: the order leaves by then. */
function shipByOf({ lineItems }: Order): string | undefined {
  const dates = lineItems.flatMap(({ lineItemFulfillmentInstructions: reported }) => reported?.shipByDate ?? []);
  const [first] = dates.map((date) => Date.parse(date)).sort((a, b) => a - b);
  return first === undefined ? undefined : new Date(first).toISOString();
}

/** Units in parcels, by line; never more than the line has, whatever a parcel says. */
function unitsOf(parcels: readonly Fulfilment[], { lineItems }: Order): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { lineItems: lines } of parcels)
    for (const { lineItemId, quantity } of lines) units.set(lineItemId, (units.get(lineItemId) ?? 0) + (quantity ?? 1));
  return new Map(lineItems.map((line) => [line.lineItemId, Math.min(line.quantity, units.get(line.lineItemId) ?? 0)]));
}

type Units = Omit<OrderLine, "unitPrice" | "discountMinor" | "taxMinor" | "totalMinor">;

function lineOf(
  line: Line,
  order: Order,
  { shipped, ctx }: { readonly shipped: number; readonly ctx: MappingContext },
): Units {
  const { sku, legacyItemId } = line;
  return {
    key: line.lineItemId,
    ...keysOf(line),
    sku,
    title: line.title ?? sku ?? legacyItemId ?? "Item",
    options: optionsOf([
      ...line.variationAspects.map(({ name, value }) => [name, value] as const),
      ["Gift message", line.giftDetails?.message],
    ]),
    orderedQuantity: line.quantity,
    quantity: isCancelled(order) ? shipped : line.quantity,
    fulfilledQuantity: shipped,
    restockedQuantity: 0,
    channelTook: took(line, order, { shipped, ctx }),
    fulfilledBy: isByEbay(order) ? "marketplace" : "merchant",
  };
}

/** A line does not say which API its listing was made by: that of the Inventory API goes by its SKU, others by their number. */
function keysOf({
  sku,
  legacyItemId: itemId,
  legacyVariationId,
}: Line): Pick<OrderLine, "variantKey" | "possibleKeys"> {
  const listing = itemId === undefined ? undefined : tradingKey({ itemId });
  // Listings made on the site often have none.
  if (sku === undefined) return { variantKey: legacyVariationId ? `${listing}#${legacyVariationId}` : listing };
  return { possibleKeys: itemId === undefined ? [sku] : [tradingKey({ itemId, sku }), tradingKey({ itemId }), sku] };
}

/**
 * eBay lowers its number at the purchase, unpaid orders included, and gives the units of a cancelled order back: both
 * assumed, as nothing is published for listings of this kind (sheet section 8); settings turn them.
 */
function took(
  line: Line,
  order: Order,
  { shipped, ctx }: { readonly shipped: number; readonly ctx: MappingContext },
): number {
  if (isByEbay(order)) return 0;
  if (isCancelled(order)) return isOn(ctx.connection, "restocksOnCancel") ? shipped : line.quantity;
  const waits = textSetting(ctx.connection, "stockTakenAt") === "payment" && !isPaid(order);
  return waits ? 0 : line.quantity;
}

function parcelOf(parcel: Fulfilment, { lineItems }: Order): OrderFulfilment {
  const number = parcel.shipmentTrackingNumber;
  return {
    key: parcel.fulfillmentId,
    // Delivery is never reported by this API.
    status: "fulfilled",
    carrier: parcel.shippingCarrierCode,
    trackingNumbers: number === undefined ? [] : [number],
    shippedAt: parcel.shippedDate === undefined ? undefined : new Date(parcel.shippedDate).toISOString(),
    lines: parcel.lineItems.map(({ lineItemId, quantity }) => ({
      lineKey: lineItemId,
      quantity: quantity ?? lineItems.find((line) => line.lineItemId === lineItemId)?.quantity ?? 1,
    })),
  };
}

/**
 * Refunds of the order, and those of its lines that stand there alone: eBay tells the id of a refund by lines at the line.
 * Only what went back is told; without the tax eBay collected.
 */
function refundsOf(order: Order): OrderRefund[] {
  const { currency } = order.pricingSummary.total;
  const minor = ({ amount }: Refund): bigint => (amount ? parseMoney(amount.value, currency).minor : 0n);
  const whole = (order.paymentSummary?.refunds ?? []).filter(isDone);
  const byLine = Map.groupBy(
    order.lineItems.flatMap(({ refunds }) => refunds.filter(isDone)),
    (one) => one.refundId ?? one.refundDate ?? "",
  );
  const alone = [...byLine].flatMap(([key, parts]) => {
    const sum = parts.reduce((all, one) => all + minor(one), 0n);
    const isReported = whole.some((one) => one.refundId === key || minor(one) === sum);
    return isReported ? [] : [{ key, sum, at: parts[0]?.refundDate }];
  });
  const told = (key: string, amountMinor: bigint, at: string | undefined): OrderRefund => ({
    key,
    amountMinor,
    at: new Date(at ?? order.lastModifiedDate).toISOString(),
    lines: [],
  });
  return [
    ...whole.map((one, index) =>
      told(one.refundId ?? one.refundReferenceId ?? `refund-${index + 1}`, minor(one), one.refundDate),
    ),
    ...alone.map(({ key, sum, at }) => told(key || "line", sum, at)),
  ];
}

const isDone = ({ refundStatus, amount }: Refund): boolean =>
  amount !== null && amount !== undefined && refundStatus !== "PENDING" && refundStatus !== "FAILED";

const shipToOf = ({ fulfillmentStartInstructions }: Order): ShipTo | null | undefined =>
  fulfillmentStartInstructions.find(({ shippingStep }) => shippingStep?.shipTo)?.shippingStep?.shipTo;

/** eBay gives the e-mail for two weeks only, and whose it is is not published: it names no person (sheet section 4). */
function contactOf(order: Order): Contact {
  const shipTo = shipToOf(order);
  const email = shipTo?.email ?? order.buyer?.buyerRegistrationAddress?.email;
  const phone = shipTo?.primaryPhone?.phoneNumber;
  return {
    key: order.buyer?.username,
    name: shipTo?.fullName ?? order.buyer?.buyerRegistrationAddress?.fullName,
    email,
    phone: normalisePhone(phone, shipTo?.contactAddress?.countryCode) ?? phone,
    quality: email || phone ? "relay" : "absent",
  };
}

function addressOf(contact: ShipTo | null | undefined): Address | undefined {
  if (!contact) return undefined;
  const { contactAddress: reported, primaryPhone } = contact;
  return reportedAddress({
    name: contact.fullName,
    company: contact.companyName,
    line1: reported?.addressLine1,
    line2: reported?.addressLine2,
    city: reported?.city,
    region: reported?.stateOrProvince ?? reported?.county,
    postcode: reported?.postalCode,
    country: reported?.countryCode,
    phone: normalisePhone(primaryPhone?.phoneNumber, reported?.countryCode) ?? primaryPhone?.phoneNumber,
  });
}

function pickupOf({ fulfillmentStartInstructions }: Order): Pick<OrderPart, "pickup"> {
  const reported = fulfillmentStartInstructions.find(
    ({ fulfillmentInstructionsType: type }) => type === "PREPARE_FOR_PICKUP",
  );
  return reported ? { pickup: { place: reported.pickupStep?.merchantLocationKey } } : {};
}

/** What whoever packs has to know: the reference that belongs on the label, the number for the customs form. */
function tagsOf(order: Order): string[] {
  const { program, lineItems } = order;
  const references = order.fulfillmentStartInstructions.flatMap(
    ({ shippingStep }) => shippingStep?.shipToReferenceId ?? [],
  );
  const taxIds = lineItems.flatMap(({ ebayCollectAndRemitTaxes }) =>
    ebayCollectAndRemitTaxes.flatMap(({ ebayReference: reported }) =>
      reported?.name && reported.value ? [`${reported.name} ${reported.value}`] : [],
    ),
  );
  return [
    ...new Set([
      ...references.map((reference) => `label reference ${reference}`),
      ...taxIds,
      ...(program?.authenticityVerification ? ["authenticity verification"] : []),
      ...(program?.ebayInternationalShipping ? ["eBay International Shipping"] : []),
      ...(program?.ebayVault ? ["eBay vault"] : []),
      ...(program?.ebayShipping?.shippingLabelProvidedBy === "EBAY" ? ["label by eBay"] : []),
      ...(cancelStateOf(order) === "IN_PROGRESS" ? ["cancel_requested"] : []),
      ...(lineItems.some(({ properties }) => properties?.soldViaAdCampaign) ? ["promoted"] : []),
    ]),
  ];
}
