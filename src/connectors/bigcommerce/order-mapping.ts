/** Orders of BigCommerce in the shared vocabulary. Pure. */

import { parseMoney } from "../../commerce/money.ts";
import type {
  Address,
  Contact,
  OrderFulfilment,
  OrderLine,
  OrderPart,
  OrderRefund,
  PaymentKind,
  ReportedPickup,
} from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { reportedAddress } from "../kit/parse/address.ts";
import { codesOf, optionsOf } from "../kit/parse/order-options.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import type { OrderMoney } from "./order-money.ts";
import { moneyOf } from "./order-money.ts";
import type { StoreAddress, StoreLine, StoreOrder, StoreRefund, StoreShipment } from "./schemas.ts";
import type { Facts } from "./shop.ts";
import type { Statuses } from "./statuses.ts";
import { DOUBTS, mapStatuses } from "./statuses.ts";
import { instant, versionOf } from "./time.ts";

export interface OrderSource {
  readonly order: StoreOrder;
  readonly raw: Json;
  readonly lines: readonly StoreLine[];
  /** False when lines may be missing. */
  readonly complete: boolean;
  readonly shipments: readonly StoreShipment[];
  readonly refunds: readonly StoreRefund[];
  readonly facts: Facts;
}

export interface MappedOrder {
  readonly part: OrderPart;
  readonly unknown: Statuses["unknown"];
}

/** Payment methods by the display name or provider; the name is the merchant's, so that a renamed one stays unknown. */
function paymentKind(
  order: Pick<StoreOrder, "payment_method" | "payment_provider_id" | "payment_status">,
): PaymentKind {
  const method = order.payment_method?.toLowerCase() ?? "";
  if (method === "cash on delivery" || order.payment_provider_id === "cod") return "cod";
  const moved = ["authorized", "capture pending", "captured", "paid", "partially refunded", "refunded"];
  return moved.includes(order.payment_status) ? "prepaid" : "unknown";
}

export function physicalLines(lines: readonly StoreLine[]): readonly StoreLine[] {
  return lines.filter(({ type }) => type === "physical");
}

function shippedShare(lines: readonly StoreLine[]): "none" | "some" | "all" {
  const items = physicalLines(lines);
  const shipped = items.reduce((sum, line) => sum + line.quantity_shipped, 0);
  if (shipped === 0) return "none";
  return items.every((line) => line.quantity_shipped + line.quantity_refunded >= line.quantity) ? "all" : "some";
}

const CANCELLED: readonly number[] = [5, 6];
const SHIPPED: readonly number[] = [2, 10];

/** Units by which the store has lowered its own number for a line. */
function channelTook(line: StoreLine, order: StoreOrder, facts: Facts): number {
  if (line.type !== "physical") return 0;
  const returns = facts.returnsStock !== false;
  if (CANCELLED.includes(order.status_id)) {
    const wasTaken = facts.takesAt === "order_placed" || line.quantity_shipped > 0;
    return returns || !wasTaken ? 0 : line.quantity;
  }
  const takes = facts.takesAt === "order_placed" || SHIPPED.includes(order.status_id);
  return takes ? Math.max(0, line.quantity - (returns ? line.quantity_refunded : 0)) : 0;
}

function mapLine(
  line: StoreLine,
  amounts: OrderMoney["lines"][number] | undefined,
  source: OrderSource,
  gross: boolean,
): OrderLine {
  const { order, facts } = source;
  const isPhysical = line.type === "physical";
  const isDone = SHIPPED.includes(order.status_id);
  const shipped = Math.min(
    line.quantity,
    isPhysical && isDone
      ? Math.max(line.quantity_shipped, line.quantity - line.quantity_refunded)
      : line.quantity_shipped,
  );
  const isOver = CANCELLED.includes(order.status_id);
  const overlap = Math.max(0, shipped + line.quantity_refunded - line.quantity);
  return {
    key: line.id,
    variantKey: line.variant_id,
    productKey: line.product_id,
    sku: line.sku,
    title: line.name,
    options: optionsOf(line.product_options.map((option) => [option.display_name, option.display_value])),
    orderedQuantity: line.quantity,
    quantity: isOver ? shipped : Math.max(shipped, line.quantity - line.quantity_refunded),
    fulfilledQuantity: shipped,
    restockedQuantity: facts.returnsStock === true && isPhysical ? Math.min(overlap, shipped) : 0,
    channelTook: channelTook(line, order, facts),
    unitPrice: gross ? line.price_inc_tax : line.price_ex_tax,
    discountMinor: amounts?.discount ?? 0n,
    taxMinor: parseMoney(line.total_tax, order.default_currency_code).minor,
    totalMinor: amounts?.total ?? 0n,
    fulfilledBy: isPhysical ? "merchant" : "nobody",
  };
}

function mapShipment(shipment: StoreShipment, order: StoreOrder): OrderFulfilment {
  const [first, ...others] = (shipment.tracking_number ?? "").split(/,\s*/);
  return {
    key: shipment.id,
    status: order.status_id === 10 ? "delivered" : "fulfilled",
    carrier: shipment.shipping_provider_display_name ?? shipment.shipping_provider ?? shipment.tracking_carrier,
    trackingNumbers: first ? [first, ...others] : [],
    trackingUrl: shipment.tracking_link ?? shipment.generated_tracking_link,
    shippedAt: shipment.date_created === undefined ? undefined : instant(shipment.date_created),
    lines: shipment.items.map((item) => ({ lineKey: item.order_product_id, quantity: item.quantity })),
  };
}

function mapRefund(refund: StoreRefund, source: OrderSource): OrderRefund {
  const reason = refund.reason ?? refund.items.find((item) => item.reason)?.reason;
  return {
    key: refund.id,
    amountMinor: parseMoney(refund.total_amount, source.order.default_currency_code).minor,
    reason: reason?.replace(/\s?\[argosy [^\][]*\]$/, "") || undefined,
    at: instant(refund.created),
    lines: refund.items.flatMap((item) =>
      item.item_type === "PRODUCT" && item.item_id !== undefined && item.quantity > 0
        ? [{ lineKey: item.item_id, quantity: item.quantity, restocked: source.facts.returnsStock }]
        : [],
    ),
  };
}

function nameOf(address: StoreAddress | undefined): string | undefined {
  const name = [address?.first_name, address?.last_name].filter(Boolean).join(" ");
  return name === "" ? undefined : name;
}

function mapAddress(address: StoreAddress | undefined): Address | undefined {
  if (address === undefined) return undefined;
  const country = /^[A-Za-z]{2}$/.test(address.country_iso2 ?? "") ? address.country_iso2?.toUpperCase() : undefined;
  return reportedAddress({
    name: nameOf(address),
    company: address.company,
    line1: address.street_1,
    line2: address.street_2,
    city: address.city,
    region: address.state,
    postcode: address.zip,
    country,
    phone: normalisePhone(address.phone, country) ?? address.phone,
  });
}

function mapContact(order: StoreOrder): Contact {
  const address = order.billing_address;
  const phone = address?.phone;
  return {
    key: order.customer_id,
    name: nameOf(address),
    email: address?.email,
    phone: normalisePhone(phone, address?.country_iso2) ?? phone,
    quality: address?.email || phone ? "real" : "absent",
  };
}

/** One order with its lines, shipments and refunds. */
export function mapOrder(source: OrderSource): MappedOrder {
  const { order, lines } = source;
  const reported = moneyOf(order, lines);
  const kind = paymentKind(order);
  const statuses = mapStatuses({
    statusId: order.status_id,
    paymentStatus: order.payment_status,
    kind,
    isDigital: order.order_is_digital === true,
    shipped: shippedShare(lines),
  });
  const gross = reported.totals.taxIncluded;
  const part: OrderPart = {
    orderKey: order.id,
    ourKey: order.external_order_id,
    partKey: "",
    version: versionOf(order.date_modified),
    complete: source.complete,
    number: order.id,
    placedAt: instant(order.date_created),
    status: statuses.status,
    financial: statuses.financial,
    fulfilment: statuses.fulfilment,
    keeps: statuses.keeps.length === 0 ? undefined : statuses.keeps,
    platformStatus: order.status,
    doubt: DOUBTS.get(order.status_id) ?? null,
    payment: { kind, paymentMethod: order.payment_method },
    totals: reported.totals,
    quality: reported.isExact ? "exact" : "estimated",
    lines: lines.map((line, index) => mapLine(line, reported.lines[index], source, gross)),
    fulfilments: source.shipments.map((shipment) => mapShipment(shipment, order)),
    refunds: source.refunds.map((refund) => mapRefund(refund, source)),
    contact: mapContact(order),
    pickup: pickupOf(order),
    shippingAddress: mapAddress(order.consignments?.shipping[0]),
    billingAddress: mapAddress(order.billing_address),
    buyerNote: order.customer_message,
    discountCodes: codesOf(lines.flatMap((line) => line.applied_discounts.map(({ code }) => code))),
    tags: [],
    site: order.channel_id,
    raw: source.raw,
  };
  return { part, unknown: statuses.unknown };
}

/** An order is shipped or picked up, not both (orders.v2.oas2.yml, "createOrder"). */
function pickupOf(order: StoreOrder): ReportedPickup | undefined {
  const pickup = order.consignments?.pickups[0];
  return pickup && { place: pickup.location?.name ?? pickup.pickup_method_display_name, location: pickup.location?.id };
}
