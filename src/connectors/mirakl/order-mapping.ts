/** Orders in our words: one is told of a basket for each shop and way of shipping; its lines have states of their own. */
import type { Address, OrderFulfilment, OrderLine, OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { FinancialStatus } from "../../commerce/statuses.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import { reportedAddress } from "../kit/parse/address.ts";
import type { PricedLine } from "../kit/parse/order-money.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { joinedName } from "../kit/parse/person-name.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { countryOf } from "./country-codes.ts";
import { moneyOf, refundsOf } from "./order-money.ts";
import {
  ESSENTIAL_OF_ORDER,
  ESSENTIAL_OF_SHIPMENT,
  type Line,
  type Order,
  type OrderAddress,
  orderSchema,
  type Shipment,
  shipmentSchema,
} from "./order-schemas.ts";
import { acceptHoursOf, factsOf, stockTakesOf } from "./settings.ts";
import {
  ENDED,
  fulfilmentOf,
  REFUNDED,
  SENT,
  SHIPMENT_GONE,
  SHIPMENT_LEFT,
  STATES,
  UNANSWERED,
  WAITING_ACCEPTANCE,
} from "./statuses.ts";

type Reading = Pick<Context, "drift" | "connection">;

const readOrder = (raw: Json, ctx: Reading): Order =>
  parseResponse(orderSchema, raw, { ctx, what: "order", essential: ESSENTIAL_OF_ORDER });

export interface LoadedOrder {
  readonly order: Order;
  /** Of marketplaces that ship in several parcels. */
  readonly shipments: readonly Shipment[];
  readonly part: OrderPart;
}

/** Its parcels are read with it: one that cannot be read keeps its own order alone from being told. */
export function toOrder(raw: Json, parcels: readonly Json[], ctx: Reading): LoadedOrder {
  const order = readOrder(raw, ctx);
  const shipments = parcels.map((row) =>
    parseResponse(shipmentSchema, row, { ctx, what: "shipment", essential: ESSENTIAL_OF_SHIPMENT }),
  );
  return { order, shipments, part: toPart({ order, shipments, raw }, ctx) };
}

interface Reported {
  readonly order: Order;
  readonly shipments: readonly Shipment[];
  readonly raw: Json;
}

function toPart({ order, shipments, raw }: Reported, ctx: Reading): OrderPart {
  const existing = STATES[order.order_state];
  if (existing === undefined)
    ctx.drift({ path: "order_state", problem: "a state this connector does not know", value: order.order_state });
  const money = moneyOf(order);
  const shipped = shippedUnits(order, shipments);
  const lines = order.order_lines.map((line) =>
    toLine(
      line,
      { order, money: money.lines.get(line.order_line_id), shipped: shipped.get(line.order_line_id) ?? 0 },
      ctx,
    ),
  );
  const count = (of: (line: OrderLine) => number) => lines.reduce((sum, line) => sum + of(line), 0);
  const refunds = refundsOf(order);
  const codes = (order.promotions?.applied_promotions ?? []).flatMap(({ promo_code: code }) => code ?? []);
  return {
    orderKey: order.order_id,
    partKey: "",
    version: timeVersion(order.last_updated_date),
    complete: true,
    number: order.order_id,
    placedAt: new Date(order.created_date).toISOString(),
    ...(order.shipping_deadline === undefined ? {} : { shipBy: new Date(order.shipping_deadline).toISOString() }),
    ...toAcceptOf(order, ctx),
    status: existing ?? "on_hold",
    financial: financialOf(order, refunds, money.totals.totalMinor ?? 0n),
    fulfilment: fulfilmentOf(
      order.order_state,
      count((line) => line.fulfilledQuantity),
      count((line) => line.quantity),
    ),
    platformStatus: order.order_state,
    payment: paymentOf(order),
    totals: money.totals,
    quality: money.quality,
    lines,
    fulfilments: shipments.length > 0 ? shipments.flatMap(parcelOf) : wholeParcel(order),
    refunds,
    contact: contactOf(order),
    ...(order.shipping_pudo_id === undefined ? {} : { pickup: { place: order.shipping_pudo_id } }),
    shippingAddress: addressOf(order.customer?.shipping_address),
    billingAddress: addressOf(order.customer?.billing_address),
    discountCodes: codes,
    tags: [],
    ...(order.channel?.code === undefined ? {} : { site: order.channel.code }),
    raw,
  };
}

/** From when the hours count is told nowhere: from the order's creation is the safe side. */
function toAcceptOf(order: Order, { connection }: Reading): Pick<OrderPart, "toAccept"> {
  if (order.order_state !== WAITING_ACCEPTANCE || factsOf(connection).acceptsByItself) return {};
  const hours = acceptHoursOf(connection.settings);
  if (hours === undefined) return { toAccept: {} };
  return { toAccept: { by: new Date(Date.parse(order.created_date) + hours * HOUR_MS).toISOString() } };
}

const HOUR_MS = 3_600_000;

const isLineSent = ({ order_line_state: state, shipped_date: at }: Line): boolean =>
  SENT.has(state) || (at !== undefined && !ENDED.has(state));

/** Where parcels are told they count; an order that ships whole tells it of each line. */
function shippedUnits(order: Order, shipments: readonly Shipment[]): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { status, shipped_date: at, shipment_lines: lines } of shipments)
    if (SHIPMENT_LEFT.has(status) || (at !== undefined && status !== SHIPMENT_GONE))
      for (const { order_line_id: id = "", quantity } of lines) units.set(id, (units.get(id) ?? 0) + quantity);
  for (const line of order.order_lines)
    if (isLineSent(line) && !units.has(line.order_line_id)) units.set(line.order_line_id, storedOf(line));
  return units;
}

/** Units that were not cancelled. */
const storedOf = ({ quantity, cancelations }: Line): number =>
  quantity - cancelations.reduce((sum, one) => sum + (one.quantity ?? 0), 0);

interface OfLine {
  readonly order: Order;
  readonly money: PricedLine | undefined;
  readonly shipped: number;
}

function toLine(line: Line, { order, money, shipped }: OfLine, { connection }: Reading): OrderLine {
  // What was refunded before it left is not to be shipped.
  const isNone = ENDED.has(line.order_line_state) || (line.order_line_state === REFUNDED && shipped === 0);
  const quantity = isNone ? 0 : Math.max(shipped, storedOf(line), 0);
  return {
    key: line.order_line_id,
    variantKey: line.offer_sku,
    productKey: line.offer_sku,
    sku: line.offer_sku,
    title: line.product_title,
    orderedQuantity: line.quantity,
    quantity,
    fulfilledQuantity: Math.min(shipped, quantity),
    restockedQuantity: 0,
    channelTook: tookOf(line, order, connection),
    ...(money ?? { unitPrice: line.price_unit, discountMinor: 0n, taxMinor: 0n, totalMinor: 0n }),
    fulfilledBy: order.can_shop_ship === false && isOpen(order) ? "marketplace" : "merchant",
  };
}

/** The permission is a live one: it also ends once everything has left. */
const isOpen = ({ order_state: state }: Order): boolean => state === "SHIPPING";

/** Nobody says that the marketplace puts units back: what it took stays taken until it is read (sheet section 8). */
function tookOf(line: Line, order: Order, { settings }: Context["connection"]): number {
  const takes = stockTakesOf(settings);
  if (takes === "never") return 0;
  const isWaiting = UNANSWERED.has(line.order_line_state) || UNANSWERED.has(order.order_state);
  return takes === "accepted" && (isWaiting || line.order_line_state === "REFUSED") ? 0 : line.quantity;
}

function financialOf(order: Order, refunds: OrderPart["refunds"], totalMinor: bigint): FinancialStatus {
  const isPaid = order.customer_debited_date !== undefined;
  const back = refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  if (back > 0n) return back >= totalMinor ? "refunded" : "partially_refunded";
  if (isPaid) return "paid";
  if (ENDED.has(order.order_state)) return "voided";
  return isOnDelivery(order) ? "cod_pending" : "pending";
}

/** Paid to the seller at the door; where the operator takes the money, who collects it is not told. */
const isOnDelivery = ({ payment_workflow: workflow, customer_directly_pays_seller: toSeller }: Order): boolean =>
  workflow === "PAY_ON_DELIVERY" && toSeller === true;

const PREPAID: ReadonlySet<string> = new Set(["PAY_ON_ACCEPTANCE", "PAY_ON_SHIPMENT"]);

function paymentOf(order: Order): OrderPart["payment"] {
  const kind = isOnDelivery(order) ? "cod" : PREPAID.has(order.payment_workflow ?? "") ? "prepaid" : "unknown";
  return { kind, paymentMethod: order.payment_type };
}

function parcelOf(one: Shipment): readonly OrderFulfilment[] {
  if (one.status === SHIPMENT_GONE) return [];
  const {
    carrier_name: name,
    carrier_code: code,
    tracking_number: number,
    tracking_url: trackingUrl,
  } = one.tracking ?? {};
  const hasLeft = SHIPMENT_LEFT.has(one.status) || one.shipped_date !== undefined;
  return [
    {
      key: one.id,
      status: hasLeft ? fulfilmentOf(one.status, 1, 1) : "unfulfilled",
      carrier: name ?? code,
      trackingNumbers: number === undefined ? [] : [number],
      trackingUrl,
      ...(one.shipped_date === undefined ? {} : { shippedAt: new Date(one.shipped_date).toISOString() }),
      lines: one.shipment_lines.flatMap(({ order_line_id: lineKey, quantity }) =>
        lineKey === undefined ? [] : [{ lineKey, quantity }],
      ),
    },
  ];
}

/** Key of the one parcel of an order that is shipped whole. */
export const WHOLE = "order";

function wholeParcel(order: Order): readonly OrderFulfilment[] {
  const sent = order.order_lines.filter(isLineSent);
  if (sent.length === 0) return [];
  const shippedAt = sent.find((line) => line.shipped_date !== undefined)?.shipped_date;
  return [
    {
      key: WHOLE,
      status: fulfilmentOf(order.order_state, 1, 1),
      carrier: order.shipping_company ?? order.shipping_carrier_code,
      trackingNumbers: order.shipping_tracking === undefined ? [] : [order.shipping_tracking],
      trackingUrl: order.shipping_tracking_url,
      ...(shippedAt === undefined ? {} : { shippedAt: new Date(shippedAt).toISOString() }),
      lines: sent.map((line) => ({ lineKey: line.order_line_id, quantity: storedOf(line) })),
    },
  ];
}

/** The address is the marketplace's own relay: it sends, and tells nobody apart. */
function contactOf({ customer, customer_notification_email: email }: Order): OrderPart["contact"] {
  const place = customer?.shipping_address ?? customer?.billing_address;
  const phone = place?.phone ?? place?.phone_secondary;
  return {
    key: customer?.customer_id,
    name: joinedName(customer?.firstname, customer?.lastname),
    email,
    phone: normalisePhone(phone, countryOf(place?.country_iso_code)) ?? phone,
    quality: email ? "relay" : phone ? "real" : "absent",
  };
}

function addressOf(position: OrderAddress): Address | undefined {
  if (!position) return undefined;
  const country = countryOf(position.country_iso_code) ?? position.country;
  return reportedAddress({
    name: joinedName(position.firstname, position.lastname),
    company: joinedName(position.company, position.company_2),
    line1: position.street_1,
    line2: [position.street_2, position.additional_info].filter(Boolean).join(", ") || undefined,
    city: position.city,
    region: position.state,
    postcode: position.zip_code,
    country,
    phone: normalisePhone(position.phone, country) ?? position.phone,
  });
}
