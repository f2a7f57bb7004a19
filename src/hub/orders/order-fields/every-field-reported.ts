/** An order's row as its channel reports it: the first time, and again. */
import { deliveryAddress } from "../../../commerce/delivery-address.ts";
import type { OrderPart } from "../../../commerce/order.ts";
import { reportedState } from "../../../commerce/status-mapping.ts";
import { deliveryAddressAfter } from "../corrected-address.ts";
import { doubted } from "../doubted.ts";
import { isFinished, type OrderHeader, totalsToJson } from "../facts.ts";
import { paidHere } from "../hub-payments.ts";
import { dueAt } from "../to-ship.ts";
import { type ACCEPTED, NO_CHOICES, type NO_HOLD, NO_PICKUP, type OrderRow } from "./order-rows.ts";

const chosen = ({ buyerInputs, discountCodes }: OrderPart) => ({
  ...NO_CHOICES,
  options: buyerInputs ?? null,
  discount_codes: discountCodes ?? [],
});

const acceptance = ({ toAccept }: OrderHeader) => ({
  awaits_acceptance: toAccept !== null,
  accept_by: toAccept?.by ?? null,
});

export interface OrderRowInput {
  readonly id: string;
  readonly connectionId: string;
  readonly orderPrefix: string;
  readonly part: OrderPart;
  readonly header: OrderHeader;
  readonly customerId: string | null;
  readonly isHistory: boolean;
  readonly hasUnmapped: boolean;
  /** Our location the buyer collects it at, where the channel's is linked to one. */
  readonly pickupLocationId: string | null;
  readonly hold: Pick<OrderRow, keyof typeof NO_HOLD>;
}

/** The row of an order seen for the first time. */
export function newOrderRow(input: OrderRowInput): OrderRow {
  const { part, header } = input;
  const { totals } = header;
  const minor = (value: bigint | null) => (value === null ? null : value.toString());
  const placedAt = new Date(part.placedAt).toISOString();
  return {
    id: input.id,
    connection_id: input.connectionId,
    ...{ ext_key: part.orderKey, ext_number: part.number },
    number: hubNumber(input.orderPrefix, part.number),
    ...doubted(header, part.doubt ?? null),
    financial: header.financial,
    fulfilment: header.fulfilment,
    platform_status: header.platformStatus,
    payment_kind: part.payment.kind,
    gateway: part.payment.paymentMethod ?? null,
    currency: totals.currency,
    subtotal_minor: minor(totals.subtotalMinor),
    discount_minor: minor(totals.discountMinor),
    tax_minor: minor(totals.taxMinor),
    shipping_minor: minor(totals.shippingMinor),
    fees_minor: minor(totals.feesMinor),
    total_minor: minor(totals.totalMinor),
    current_total_minor: minor(totals.currentTotalMinor ?? null),
    residual_minor: header.residualMinor.toString(),
    tax_included: totals.taxIncluded,
    presentment: part.presentment ? totalsToJson(part.presentment) : null,
    attribution: part.attribution ?? null,
    quality: part.quality,
    customer_id: input.customerId,
    contact: part.contact,
    shipping_address: deliveryAddress(part.shippingAddress, part.billingAddress) ?? null,
    billing_address: part.billingAddress ?? null,
    note: part.buyerNote ?? null,
    ...chosen(part),
    tags: part.tags,
    placed_at: placedAt,
    ship_by: header.shipBy,
    due_at: dueAt(placedAt, header.shipBy),
    ...acceptance(header),
    ...input.hold,
    version_kind: part.version.kind,
    version_value: part.version.value.toString(),
    is_history: input.isHistory,
    is_short: false,
    has_unmapped: input.hasUnmapped,
    push_state: null,
    status_word: part.unknownStatus ?? null,
    told: part.unknownStatus === undefined ? null : (part.told ?? reportedState(part)),
    parcel_state: null,
    ...reportedPickup(input),
  };
}

const reportedPickup = ({ part: { pickup }, pickupLocationId }: OrderRowInput) => ({
  ...NO_PICKUP,
  ...(pickup !== undefined && {
    pickup: "waiting" as const,
    pickup_location_id: pickupLocationId,
    pickup_place: pickup.place ?? null,
  }),
});

/** The hub's number of an order: the store's prefix and the platform's number ("#1001" becomes "SH-1001"). */
function hubNumber(prefix: string, platformNumber: string): string {
  const number = platformNumber.replace(/^#+/, "").trim() || platformNumber;
  return prefix ? `${prefix.replace(/(?<!-)-+$/, "")}-${number}` : number;
}

/**
 * Columns an order seen again takes as it is reported now, also where nothing is reported. Every other is decided in
 * `changedOrderRow`: the compiler names a new column that is in neither.
 */
type AsReportedNow =
  | ("id" | "connection_id" | "ext_key" | "ext_number")
  | ("platform_status" | "status_word" | "told" | "quality")
  | ("payment_kind" | "gateway" | "currency" | "tax_included" | "presentment" | "residual_minor")
  | ("subtotal_minor" | "discount_minor" | "tax_minor" | "shipping_minor" | "fees_minor")
  | ("total_minor" | "current_total_minor")
  | keyof typeof ACCEPTED
  | ("note" | "tags" | "placed_at" | "version_kind" | "version_value" | "has_unmapped")
  | keyof typeof NO_HOLD;

type EveryFieldDecided = Omit<OrderRow, AsReportedNow>;

/** An order seen again: what the platform says now, except for what it leaves out or hides by now. */
export function changedOrderRow(before: OrderRow, input: OrderRowInput): OrderRow {
  const { part } = input;
  const next = newOrderRow(input);
  const hides = before.contact.quality === "real" && part.contact.quality !== "real";
  const preserved = part.keeps ?? [];
  const shipBy = next.ship_by ?? before.ship_by;
  const doubt = part.doubt === undefined ? before.channel_doubt : part.doubt;
  const hasMoved = !["pending", "cod_pending", "voided"].includes(before.financial);
  const isOwed = ["pending", "cod_pending", "partially_paid"].includes(next.financial);
  const isPaidHere = isOwed && before.till_paid_minor !== "0";
  const preservesFinancial = preserved.includes("financial") && hasMoved;
  const decided: EveryFieldDecided = {
    number: before.number,
    ...doubted(input.header, doubt),
    ship_by: shipBy,
    // What was calculated from handling times stays until the channel tells a time.
    due_at: shipBy === before.ship_by ? before.due_at : dueAt(next.placed_at, shipBy),
    attribution: next.attribution ?? before.attribution,
    options: next.options ?? before.options,
    discount_codes: part.discountCodes ?? before.discount_codes,
    push_state: before.push_state,
    parcel_state: before.parcel_state,
    without_stock: before.without_stock,
    is_history: before.is_history && isFinished(input.header),
    is_short: before.is_short,
    financial: isPaidHere ? paidHere(before, next) : preservesFinancial ? before.financial : next.financial,
    // What was decided or done here stays.
    ...pickupOf(before.pickup === null ? next : before),
    till_paid_minor: before.till_paid_minor,
    fulfilment: preserved.includes("fulfilment") ? before.fulfilment : next.fulfilment,
    customer_id: hides ? before.customer_id : (next.customer_id ?? before.customer_id),
    contact: hides ? before.contact : next.contact,
    ...(hides ? deliveryOf(before) : deliveryAddressAfter(before, next.shipping_address)),
    billing_address: hides ? before.billing_address : next.billing_address,
  };
  return { ...next, ...decided };
}

const deliveryOf = ({ shipping_address, corrected_from }: OrderRow) => ({ shipping_address, corrected_from });

const pickupOf = ({ pickup, pickup_location_id, goods_location_id, pickup_place }: OrderRow) => ({
  ...{ pickup, pickup_location_id, goods_location_id, pickup_place },
});
