/** Orders of Wix in the shared vocabulary; the same for both catalogs. Pure. */

import type { Address, Contact, OrderFulfilment, OrderLine, OrderPart, ReportedPickup } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { timeVersion } from "../../commerce/version.ts";
import { reportedAddress } from "../kit/parse/address.ts";
import { codesOf, optionsOf } from "../kit/parse/order-options.ts";
import { joinedName } from "../kit/parse/person-name.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { moneyOf } from "./order-money.ts";
import { gatewayOf, instant, type OfflineMeans, paymentKind, refundsOf, transactionsOf } from "./order-payments.ts";
import type { Person, WixFulfillment, WixLine, WixOrder, WixTransactions } from "./order-schemas.ts";
import type { Catalog } from "./shop.ts";
import { mapStatuses, parcelStatus, type Statuses } from "./statuses.ts";
import { keyOf, ONLY_VARIANT } from "./v1/product-mapping.ts";

/** What nobody publishes about a site and its merchant may tell (settings). */
export interface Habits {
  readonly catalog: Catalog | null;
  readonly offlineMeans: OfflineMeans;
  /** A pending order's units have left Wix's own stock. */
  readonly pendingTakes: boolean;
  /** A cancelled order's units went back, where its lines do not say. */
  readonly cancelReturns: boolean;
}

export interface OrderSource {
  readonly order: WixOrder;
  readonly raw: Json;
  readonly fulfillments: readonly WixFulfillment[];
  readonly transactions: WixTransactions;
  readonly habits: Habits;
}

/** Units of each line in parcels. An order that is fulfilled without any (downloads) is fulfilled whole. */
function shippedUnits({ order, fulfillments }: OrderSource): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { id, quantity } of fulfillments.flatMap((one) => one.lineItems ?? []))
    units.set(id, (units.get(id) ?? 0) + (quantity ?? 0));
  if (units.size === 0 && order.fulfillmentStatus === "FULFILLED")
    for (const { id, quantity } of order.lineItems) units.set(id, quantity);
  return units;
}

/** The catalog's item of a line. V1 names its one pseudo-variant nowhere; V3 ids are unique by themselves. */
function variantKeyOf({ catalogReference }: WixLine, catalog: Catalog | null): string | undefined {
  const variantId = catalogReference?.options?.variantId;
  const productId = catalogReference?.catalogItemId;
  if (catalog !== "V1") return variantId;
  return productId === undefined ? undefined : keyOf(productId, variantId ?? ONLY_VARIANT);
}

function fulfilledBy({ itemType, physicalProperties }: WixLine): OrderLine["fulfilledBy"] {
  if (itemType?.preset === "PHYSICAL") return "merchant";
  if (itemType?.preset || physicalProperties?.shippable === false) return "nobody";
  return "merchant";
}

/** Units by which Wix has lowered its own number. */
function channelTook(line: WixLine, { order, habits }: OrderSource): number {
  if (order.imported === true || ["INITIALIZED", "REJECTED"].includes(order.status)) return 0;
  if (order.status === "PENDING" && !habits.pendingTakes) return 0;
  const back = line.restockQuantity ?? 0;
  if (order.status === "CANCELED" && back === 0) return habits.cancelReturns ? 0 : line.quantity;
  return Math.max(0, line.quantity - back);
}

const said = (texts: WixLine["descriptionLines"][number]["name"]): string | undefined =>
  texts?.original ?? texts?.translated;

function mapLine(line: WixLine, amounts: Figures | undefined, units: number, source: OrderSource): OrderLine {
  const shipped = Math.min(units, line.quantity);
  const isOver = ["CANCELED", "REJECTED"].includes(source.order.status);
  const quantity = isOver ? shipped : Math.max(shipped, line.quantity - (line.refundQuantity ?? 0));
  const back = line.restockQuantity ?? 0;
  return {
    key: line.id,
    variantKey: variantKeyOf(line, source.habits.catalog),
    productKey: line.catalogReference?.catalogItemId,
    sku: line.physicalProperties?.sku,
    title: line.productName?.original ?? line.productName?.translated ?? "(no name)",
    // Choices and custom texts; the variant's own stand among them.
    options: optionsOf(
      line.descriptionLines.map(({ name, plainText, colorInfo }) => [said(name), said(plainText) ?? said(colorInfo)]),
    ),
    orderedQuantity: line.quantity,
    quantity,
    fulfilledQuantity: shipped,
    // What went back beyond the units that never left had left before.
    restockedQuantity: Math.min(shipped, Math.max(0, back - (line.quantity - quantity))),
    channelTook: channelTook(line, source),
    unitPrice: line.price.amount,
    discountMinor: amounts?.discountMinor ?? 0n,
    taxMinor: amounts?.taxMinor ?? 0n,
    totalMinor: amounts?.totalMinor ?? 0n,
    fulfilledBy: fulfilledBy(line),
    location: line.locations?.[0]?.id,
  };
}

type Figures = ReturnType<typeof moneyOf>["lines"][number];

function mapFulfilment(one: WixFulfillment): OrderFulfilment {
  const { trackingNumber, shippingProvider, trackingLink } = one.trackingInfo ?? {};
  return {
    key: one.id,
    status: parcelStatus(one.status),
    carrier: shippingProvider,
    trackingNumbers: trackingNumber === undefined ? [] : trackingNumber.split(/,\s*/),
    trackingUrl: trackingLink,
    shippedAt: one.createdDate === undefined ? undefined : instant(one.createdDate, one.createdDate),
    lines: (one.lineItems ?? []).map(({ id, quantity }) => ({ lineKey: id, quantity: quantity ?? 0 })),
  };
}

function nameOf(person: Person): string | undefined {
  const { firstName, lastName } = person?.contactDetails ?? {};
  return joinedName(firstName, lastName);
}

function phoneOf(person: Person): string | undefined {
  const phone = person?.contactDetails?.phone;
  return normalisePhone(phone, person?.address?.country) ?? phone;
}

function mapAddress(person: Person): Address | undefined {
  const { address, contactDetails } = person ?? {};
  const street = [address?.streetAddress?.name, address?.streetAddress?.number].filter(Boolean).join(" ");
  const country = address?.country?.toUpperCase();
  return reportedAddress({
    name: nameOf(person),
    company: contactDetails?.company,
    line1: address?.addressLine ?? (street || undefined),
    line2: address?.addressLine2,
    city: address?.city,
    region: address?.subdivisionFullname ?? address?.subdivision,
    postcode: address?.postalCode,
    country: country !== undefined && /^[A-Z]{2}$/.test(country) ? country : undefined,
    phone: phoneOf(person),
  });
}

function mapContact(order: WixOrder): Contact {
  const destination = order.shippingInfo?.logistics?.shippingDestination;
  const people = [order.billingInfo, destination, order.recipientInfo];
  const first = <T>(read: (person: Person) => T | undefined) => people.map(read).find((value) => value !== undefined);
  const email = order.buyerInfo?.email;
  const phone = first(phoneOf);
  return {
    key: order.buyerInfo?.contactId,
    name: first(nameOf),
    email,
    phone,
    quality: email || phone ? "real" : "absent",
  };
}

/** One order with its parcels and payments, and the words in it that nobody knows. */
export function mapOrder(source: OrderSource): { readonly part: OrderPart; readonly unknown: Statuses["unknown"] } {
  const { order, fulfillments, transactions, habits } = source;
  const figures = moneyOf(order);
  const payments = transactions.payments ?? [];
  const kind = paymentKind(payments, habits.offlineMeans);
  const statuses = mapStatuses({
    status: order.status,
    paymentStatus: order.paymentStatus,
    fulfillmentStatus: order.fulfillmentStatus,
    authorized: Number(order.balanceSummary?.authorized?.amount ?? 0) > 0,
    kind,
    parcels: fulfillments.map(({ status }) => status),
  });
  const units = shippedUnits(source);
  const changedAt = new Date(order.updatedDate).toISOString();
  const part: OrderPart = {
    orderKey: order.id,
    ourKey: order.channelInfo?.externalOrderId,
    partKey: "",
    version: timeVersion(order.updatedDate),
    complete: true,
    number: order.number,
    placedAt: new Date(order.purchasedDate || order.createdDate).toISOString(),
    status: statuses.status,
    financial: statuses.financial,
    fulfilment: statuses.fulfilment,
    platformStatus: [order.status, order.paymentStatus, order.fulfillmentStatus].join(", "),
    payment: { kind, paymentMethod: gatewayOf(payments) },
    totals: figures.totals,
    quality: figures.isExact ? "exact" : "estimated",
    lines: order.lineItems.map((line, index) => mapLine(line, figures.lines[index], units.get(line.id) ?? 0, source)),
    fulfilments: fulfillments.map(mapFulfilment),
    refunds: refundsOf(transactions.refunds ?? [], order.currency, changedAt),
    transactions: transactionsOf(transactions, order.currency, changedAt),
    contact: mapContact(order),
    pickup: pickupOf(order),
    shippingAddress: mapAddress(order.shippingInfo?.logistics?.shippingDestination ?? order.recipientInfo),
    billingAddress: mapAddress(order.billingInfo),
    buyerNote: order.buyerNote,
    buyerInputs: optionsOf(
      order.customFields.map(({ title, translatedTitle, value }) => [title ?? translatedTitle, value]),
    ),
    discountCodes: codesOf(order.appliedDiscounts.map(({ coupon }) => coupon?.code)),
    tags: [],
    raw: source.raw,
  };
  return { part, unknown: statuses.unknown };
}

/** At the seller's own place; a pickup point belongs to somebody else (orders.openapi.json, PickupMethod). */
function pickupOf({ shippingInfo }: WixOrder): ReportedPickup | undefined {
  const pickup = shippingInfo?.logistics?.pickupDetails;
  if (pickup?.pickupMethod !== "STORE_PICKUP") return undefined;
  const { addressLine, city } = pickup.address ?? {};
  return { place: shippingInfo?.title ?? [addressLine, city].filter(Boolean).join(", ") };
}
