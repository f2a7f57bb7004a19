/** A shipment is one part of an order: the order is all shipments that name it (sheet section 5). */
import { decimalText, parseDecimal } from "../../commerce/decimal.ts";
import { parseMoney } from "../../commerce/money.ts";
import type { Address, Contact, OrderFulfilment, OrderLine, OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseDecoration, parseResponse } from "../kit/parse/parse.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import {
  detailsSchema,
  ESSENTIAL_OF_SHIPMENT,
  type FlipkartAddress,
  type Shipment,
  type ShipmentDetails,
  type ShipmentItem,
  shipmentSchema,
} from "./schemas.ts";
import { meaningOf, type Statuses, statusesOf } from "./statuses.ts";
import { utc } from "./time.ts";

const CURRENCY = "INR";

type MappingContext = Pick<Context, "drift">;

/** The parts a shipment is (one, unless it holds items of several orders). Throws drift when it cannot be read. */
export function partsOf(raw: Json, rawDetails: Json | undefined, ctx: MappingContext): OrderPart[] {
  const shipment = parseResponse(shipmentSchema, raw, { ctx, what: "a shipment", essential: ESSENTIAL_OF_SHIPMENT });
  const what = `the details of shipment ${shipment.shipmentId}`;
  const details = rawDetails === undefined ? undefined : parseDecoration(detailsSchema, rawDetails, { ctx, what });
  const stored: Json = {
    ...(raw as { readonly [key: string]: Json }),
    ...(rawDetails === undefined ? {} : { details: rawDetails }),
  };
  const texts = new Set(shipment.orderItems.map(({ status }) => status));
  return [...Map.groupBy(shipment.orderItems, (item) => item.orderId)].map(([orderKey, items]) =>
    partOf({ shipment, items, details, orderKey, words: texts }, stored, ctx),
  );
}

interface Reported {
  readonly shipment: Shipment;
  readonly items: readonly ShipmentItem[];
  readonly details: ShipmentDetails | undefined;
  readonly orderKey: string;
  /** The statuses of all items of the shipment. */
  readonly words: ReadonlySet<string>;
}

function partOf(reported: Reported, raw: Json, ctx: MappingContext): OrderPart {
  const { shipment, items, details, orderKey } = reported;
  const statuses = statusesOf({ hold: shipment.hold, items }, ctx);
  const lines = linesOf(reported, ctx);
  return {
    orderKey,
    partKey: shipment.shipmentId,
    version: timeVersion(shipment.updatedAt),
    complete: true,
    number: orderKey,
    placedAt: items.map((item) => utc(item.orderDate)).sort()[0] ?? "",
    ...(shipment.dispatchByDate === undefined ? {} : { shipBy: utc(shipment.dispatchByDate) }),
    status: statuses.status,
    financial: statuses.financial,
    fulfilment: statuses.fulfilment,
    platformStatus: statuses.platformStatus,
    payment: { kind: statuses.payment, paymentMethod: "Flipkart" },
    totals: totalsOf(items),
    quality: "exact",
    lines,
    fulfilments: statuses.isLabelled ? [parcelOf(reported, statuses, lines)] : [],
    refunds: [],
    contact: contactOf(shipment, details),
    shippingAddress: addressOf(details?.deliveryAddress),
    billingAddress: addressOf(details?.billingAddress),
    tags: tagsOf(reported),
    raw,
  };
}

/** An item told twice (a part of its units cancelled) is one line. */
function linesOf({ shipment, items }: Reported, ctx: MappingContext): OrderLine[] {
  return [...Map.groupBy(items, (item) => item.orderItemId)].map(([key, some]) => lineOf(key, some, shipment, ctx));
}

function lineOf(key: string, some: readonly ShipmentItem[], { locationId }: Shipment, ctx: MappingContext): OrderLine {
  const sum = (of: (item: ShipmentItem) => number) => some.reduce((total, item) => total + of(item), 0);
  const isAlive = (item: ShipmentItem) => item.status !== "CANCELLED";
  const ordered = sum((item) => item.quantity);
  const alive = sum((item) => (isAlive(item) ? item.quantity : 0));
  const totalMinor = some.reduce((total, item) => total + itemsMinor(item), 0n);
  const [first] = some;
  const text = (of: (item: ShipmentItem) => string | undefined) => some.map(of).find((value) => value !== undefined);
  return {
    key,
    variantKey: text((item) => item.listingId),
    productKey: text((item) => item.sku),
    sku: text((item) => item.sku),
    title: text((item) => item.title) ?? text((item) => item.sku) ?? first?.fsn ?? key,
    orderedQuantity: ordered,
    quantity: alive,
    fulfilledQuantity: sum((item) => (isAlive(item) && meaningOf(item, QUIET).hasLeft ? item.quantity : 0)),
    restockedQuantity: 0,
    channelTook: sum((item) => (isAlive(item) || isSellersCancellation(item) ? item.quantity : 0)),
    unitPrice: unitPriceOf(totalMinor, ordered),
    discountMinor: 0n,
    taxMinor: 0n,
    totalMinor,
    fulfilledBy: isMarketplace(first, ctx) ? "marketplace" : "merchant",
    location: locationId,
  };
}

/** Flipkart then sets the listing out of stock instead of giving the units back (reason as in the event's sample). */
const isSellersCancellation = ({ cancellationReason }: ShipmentItem): boolean =>
  /^seller/i.test(cancellationReason ?? "");

/** The unknown status has been reported when the shipment's own was worked out. */
const QUIET: MappingContext = { drift: () => undefined };

const PROFILES: Readonly<Record<string, boolean>> = {
  FBF: true,
  Flipkart_Fulfilment: true,
  NON_FBF: false,
  Seller_Fulfilment: false,
  // The goods lie with the seller; Flipkart's people help to pack.
  FBF_LITE: false,
  Smart_Fulfilment: false,
};

function isMarketplace(item: ShipmentItem | undefined, ctx: MappingContext): boolean {
  const profile = item?.serviceProfile;
  if (profile === undefined) return false;
  const existing = PROFILES[profile];
  if (existing === undefined)
    ctx.drift({ path: "orderItems.serviceProfile", problem: "a profile this connector does not know", value: profile });
  return existing ?? false;
}

const minor = (text: string | undefined): bigint => (text === undefined ? 0n : parseMoney(text, CURRENCY).minor);

/** The total is the line's, shipping in it; Flipkart's own discount is Flipkart's money, not the seller's. */
const itemsMinor = ({ priceComponents: { totalPrice, shippingCharge } }: ShipmentItem): bigint =>
  minor(totalPrice) - minor(shippingCharge);

/** Four places where the units do not divide the amount. */
function unitPriceOf(totalMinor: bigint, quantity: number): string {
  if (quantity < 2) return decimalText({ digits: totalMinor, scale: 2 }, 2);
  const fine = (totalMinor * 10_000n) / BigInt(quantity);
  return decimalText({ digits: parseDecimal(String(fine)).digits, scale: 6 }, 2);
}

function totalsOf(items: readonly ShipmentItem[]): OrderPart["totals"] {
  const sum = (of: (item: ShipmentItem) => bigint) => items.reduce((total, item) => total + of(item), 0n);
  return {
    currency: CURRENCY,
    subtotalMinor: sum(itemsMinor),
    discountMinor: 0n,
    // Prices hold the GST; shipments do not say how much of it.
    taxMinor: null,
    shippingMinor: sum((item) => minor(item.priceComponents.shippingCharge)),
    feesMinor: 0n,
    totalMinor: sum((item) => minor(item.priceComponents.totalPrice)),
    taxIncluded: true,
  };
}

function parcelOf(
  { shipment, details }: Reported,
  { fulfilment }: Statuses,
  lines: readonly OrderLine[],
): OrderFulfilment {
  const { deliveryDetails, pickupDetails } = details?.courierDetails ?? {};
  const courier = deliveryDetails?.trackingId ? deliveryDetails : pickupDetails;
  return {
    key: shipment.shipmentId,
    status: fulfilment,
    carrier: courier?.vendorName,
    trackingNumbers: courier?.trackingId ? [courier.trackingId] : [],
    lines: lines.filter((line) => line.quantity > 0).map(({ key, quantity }) => ({ lineKey: key, quantity })),
  };
}

/**
 * Only self-ship parcels carry a phone. It serves this order alone: Flipkart's buyers are never merged into customers,
 * so that not even a real number counts as one.
 */
function contactOf({ shipmentType }: Shipment, details: ShipmentDetails | undefined): Contact {
  const delivery = details?.deliveryAddress;
  const name = nameOf(details?.buyerDetails) ?? nameOf(delivery);
  const phone = shipmentType === "SELF" ? phoneOf(delivery?.contactNumber) : undefined;
  return { name, phone, quality: phone === undefined ? "absent" : "relay" };
}

function nameOf(person: { firstName?: string | undefined; lastName?: string | undefined } | null | undefined) {
  const name = [person?.firstName, person?.lastName].filter(Boolean).join(" ");
  return name === "" ? undefined : name;
}

function phoneOf(value: string | number | null | undefined): string | undefined {
  const text = String(value ?? "").trim();
  return normalisePhone(text, "IN") ?? (text === "" ? undefined : text);
}

function addressOf(address: FlipkartAddress | undefined): Address | undefined {
  if (!address) return undefined;
  const { addressLine1, addressLine2, landmark, city, state, stateCode, pinCode, contactNumber } = address;
  const found: Address = {
    name: nameOf(address),
    line1: addressLine1,
    line2: [addressLine2, landmark].filter(Boolean).join(", ") || undefined,
    city,
    region: state ?? stateCode,
    postcode: pinCode === null || pinCode === undefined ? undefined : String(pinCode),
    phone: phoneOf(contactNumber),
  };
  return Object.values(found).every((value) => value === undefined) ? undefined : { ...found, country: "IN" };
}

function tagsOf({ shipment: { shipmentType }, items, words }: Reported): string[] {
  return [
    ...(shipmentType === "SELF" ? ["self-ship"] : []),
    ...(shipmentType === "EXPRESS" ? ["express"] : []),
    ...(words.has("FORM_FAILED") ? ["form failed"] : []),
    ...(words.has("RETURN_REQUESTED") ? ["return requested"] : []),
    ...(items.some((item) => item.courierReturn) ? ["courier return"] : []),
    ...(items.some((item) => item.is_replacement || item.isReplacement) ? ["replacement"] : []),
  ];
}
