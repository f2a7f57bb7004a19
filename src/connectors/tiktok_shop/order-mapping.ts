/** An order of TikTok Shop in the hub's words. */
import { parseMoney } from "../../commerce/money.ts";
import type { OrderFulfilment, OrderLine, OrderPart, OrderRefund, OrderReturn, Pack } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { undeliveredReturn } from "../kit/contract/undelivered.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { type AfterSales, NO_AFTER_SALES } from "./after-sales.ts";
import { moneyOf } from "./order-money.ts";
import { isUndelivered, type Line, linesOf, unitState } from "./order-units.ts";
import { addressOf, contactOf } from "./people.ts";
import { ESSENTIAL_OF_ORDER, type Order, orderSchema, type Unit } from "./schemas.ts";
import { cancellationState, packageState, returnState, statusesOf } from "./statuses.ts";

type MappingContext = Pick<Context, "drift">;

export const readOrder = (raw: Json, ctx: MappingContext): Order =>
  parseResponse(orderSchema, raw, { ctx, what: "order", essential: ESSENTIAL_OF_ORDER });

const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** TikTok's own warehouses ship it: the seller's goods at home are not touched. */
export const isFulfilledByTikTok = ({ fulfillment_type }: Pick<Order, "fulfillment_type">): boolean =>
  fulfillment_type !== undefined && fulfillment_type !== "FULFILLMENT_BY_SELLER";

export function toOrderPart(raw: Json, after: AfterSales, ctx: MappingContext): OrderPart {
  return orderPart(readOrder(raw, ctx), { raw, after }, ctx);
}

export function orderPart(
  order: Order,
  { raw, after = NO_AFTER_SALES }: { readonly raw: Json; readonly after?: AfterSales },
  ctx: MappingContext,
): OrderPart {
  const lines = linesOf(order);
  const reported = lines.map((line) => lineOf(line, order));
  const figures = moneyOf(order, lines);
  const refunds = refundsOf(order, { lines, after, total: figures.totals.totalMinor ?? 0n }, ctx);
  const isCod = order.is_cod === true;
  const wasPaid = order.paid_time !== undefined;
  return {
    orderKey: order.id,
    partKey: "",
    version: { kind: "time", value: BigInt(changedAt(order, after)) * 1_000_000n },
    complete: true,
    number: order.id,
    placedAt: isoOf(order.create_time),
    // The latest shipping time; `tts_sla_time` is when the carrier has to have it.
    ...(order.rts_sla_time === undefined ? {} : { shipBy: isoOf(order.rts_sla_time) }),
    ...statusesOf(
      {
        status: order.status,
        isCod,
        wasPaid,
        isPreOrder: order.order_type === "PRE_ORDER",
        refundedMinor: refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
        totalMinor: figures.totals.totalMinor ?? 0n,
        hasOpenClaim: hasOpenClaim(order, after, ctx),
        isReturned: isReturned(lines, after, ctx),
        isUndelivered: isUndelivered(order),
      },
      ctx,
    ),
    platformStatus: platformStatusOf(order),
    payment: {
      kind: isCod ? "cod" : wasPaid ? "prepaid" : "unknown",
      paymentMethod: order.payment_method_name,
    },
    totals: figures.totals,
    quality: figures.isExact ? "exact" : "estimated",
    lines: reported.map((line, index) => ({
      ...line,
      ...(figures.lines[index] ?? { unitPrice: "0", discountMinor: 0n, taxMinor: 0n, totalMinor: 0n }),
    })),
    fulfilments: fulfilmentsOf(order, lines, ctx),
    refunds,
    ...(after === NO_AFTER_SALES
      ? {}
      : {
          returns: [
            ...returnsOf(lines, after, ctx),
            ...(isUndelivered(order) ? undeliveredReturn(order.id, order.status, reported) : []),
          ],
        }),
    contact: contactOf(order),
    shippingAddress: addressOf(order.recipient_address),
    buyerNote: order.buyer_message,
    tags: tagsOf(order),
    raw,
  };
}

/** Stands in the platform's words of an order whose buyer wants to cancel. */
export const BUYERS_REQUEST = "BUYER_REQUEST_CANCEL";

/** TikTok's words, with what decides how the order may be shipped. */
function platformStatusOf(order: Order): string {
  const isBuyersRequest = order.is_buyer_request_cancel === true && order.status !== "CANCELLED";
  const texts = [
    order.status,
    isFulfilledByTikTok(order) ? order.fulfillment_type : order.shipping_type,
    isBuyersRequest ? BUYERS_REQUEST : undefined,
  ];
  return texts.filter((word) => word !== undefined).join(" ");
}

/** A return or a request to cancel changes no time of the order itself. */
function changedAt(order: Order, { returns, cancellations }: AfterSales): number {
  return Math.max(order.update_time, ...[...returns, ...cancellations].map(({ update_time }) => update_time));
}

function hasOpenClaim(order: Order, { returns, cancellations }: AfterSales, ctx: MappingContext): boolean {
  return (
    order.is_buyer_request_cancel === true ||
    returns.some(({ return_status }) => returnState(return_status, ctx) === "open") ||
    cancellations.some(({ cancel_status }) => cancellationState(cancel_status, ctx) === "open")
  );
}

function isReturned(lines: readonly Line[], { returns }: AfterSales, ctx: MappingContext): boolean {
  const back = new Set(
    returns
      .filter((one) => one.return_type === "RETURN_AND_REFUND" && returnState(one.return_status, ctx) === "granted")
      .flatMap(({ return_line_items }) => return_line_items.flatMap(({ order_line_item_id: id }) => id ?? [])),
  );
  return back.size > 0 && lines.every(({ units }) => units.every(({ id }) => back.has(id)));
}

type Plain = Omit<OrderLine, "unitPrice" | "discountMinor" | "taxMinor" | "totalMinor">;

function lineOf({ key, units }: Line, order: Order): Plain {
  const [first] = units;
  const states = units.map((unit) => unitState(unit, order));
  const count = (state: string) => states.filter((one) => one === state).length;
  const requested = units.length - count("cancelled");
  const variant = first?.sku_name === undefined || first.sku_name === "Default" ? "" : ` (${first.sku_name})`;
  return {
    key,
    variantKey: first?.sku_id,
    productKey: first?.product_id,
    sku: first?.seller_sku,
    title: `${first?.product_name ?? first?.seller_sku ?? "Item"}${variant}`,
    orderedQuantity: units.length,
    quantity: requested,
    fulfilledQuantity: count("shipped"),
    restockedQuantity: 0,
    // Units go from available to committed with the order, and back when it is cancelled.
    channelTook: isUndelivered(order) ? 0 : requested,
    pack: packOf(first),
    fulfilledBy: isFulfilledByTikTok(order) ? "marketplace" : "merchant",
    location: order.warehouse_id,
  };
}

/** A virtual bundle is sold from what is in it. */
function packOf(unit: Unit | undefined): Pack | undefined {
  const inside = unit?.combined_listing_skus ?? [];
  if (inside.length === 0) return undefined;
  const parts = inside.map(({ sku_id: variantKey, sku_count: quantity }) => ({ variantKey, quantity }));
  return { parts, takesOwn: false };
}

/** Packages that have left; before that a package is only a box on paper. */
function fulfilmentsOf(order: Order, lines: readonly Line[], ctx: MappingContext): OrderFulfilment[] {
  const shipped = order.line_items.filter((unit) => unitState(unit, order) === "shipped");
  const byPackage = Map.groupBy(shipped, (unit) => unit.package_id ?? "");
  return [...byPackage].map(([key, units]) => {
    const [first] = units;
    const ids = new Set(units.map(({ id }) => id));
    const rts = first?.rts_time ?? order.rts_time;
    return {
      key: key || `${order.id}-shipped`,
      status: first?.package_status === undefined ? "fulfilled" : packageState(first.package_status, ctx),
      carrier: first?.shipping_provider_name,
      trackingNumbers: [...new Set(units.flatMap(({ tracking_number }) => tracking_number ?? []))],
      shippedAt: rts === undefined ? undefined : isoOf(rts),
      lines: lines.flatMap((line) => {
        const quantity = line.units.filter(({ id }) => ids.has(id)).length;
        return quantity === 0 ? [] : [{ lineKey: line.key, quantity }];
      }),
    };
  });
}

interface RefundFacts {
  readonly lines: readonly Line[];
  readonly after: AfterSales;
  readonly total: bigint;
}

type Claim = Pick<AfterSales["returns"][number], "refund_amount" | "update_time">;

function refundsOf(order: Order, facts: RefundFacts, ctx: MappingContext): OrderRefund[] {
  const { currency } = order.payment;
  const given = (one: Claim) => ({
    amountMinor: parseMoney(one.refund_amount?.refund_total ?? "0", currency).minor,
    at: isoOf(one.update_time),
  });
  const back = facts.after.returns
    .filter((one) => returnState(one.return_status, ctx) === "granted")
    .map((one) => ({
      key: one.return_id,
      reason: one.return_reason_text,
      lines: counted(facts.lines, one.return_line_items, null),
      ...given(one),
    }));
  const wasPaid = order.paid_time !== undefined && order.is_cod !== true;
  const cancelled = facts.after.cancellations
    .filter((one) => wasPaid && cancellationState(one.cancel_status, ctx) === "granted")
    .map((one) => ({
      key: one.cancel_id,
      reason: one.cancel_reason_text,
      lines: counted(facts.lines, one.cancel_line_items, isUndelivered(order) ? null : true),
      ...given(one),
    }));
  const reported = [...cancelled, ...back].filter(({ amountMinor }) => amountMinor > 0n);
  if (reported.length > 0 || order.status !== "CANCELLED" || !wasPaid) return reported;
  // Cancelled after payment, and nothing told of it: the whole payment went back.
  return [{ key: "cancelled", amountMinor: facts.total, at: isoOf(order.cancel_time ?? order.update_time), lines: [] }];
}

/** Of goods alone: what is refunded without them is no return. */
function returnsOf(lines: readonly Line[], { returns }: AfterSales, ctx: MappingContext): OrderReturn[] {
  return returns
    .filter(({ return_type: type }) => type === "RETURN_AND_REFUND")
    .map((one) => ({
      key: one.return_id,
      state: stageOf(one.return_status, ctx),
      platformStatus: one.return_status,
      reason: one.return_reason_text,
      lines: counted(lines, one.return_line_items, null).map(({ lineKey, quantity }) => ({ lineKey, quantity })),
    }));
}

function stageOf(word: string, ctx: MappingContext): OrderReturn["state"] {
  const claim = returnState(word, ctx);
  if (claim === "granted") return "completed";
  if (claim === "void") return word.endsWith("CANCEL") ? "cancelled" : "rejected";
  return word === "RETURN_OR_REFUND_REQUEST_PENDING" ? "requested" : "approved";
}

/** Units of a claim, counted by line. */
function counted(
  lines: readonly Line[],
  items: readonly { readonly order_line_item_id: string | undefined }[],
  restocked: boolean | null,
): OrderRefund["lines"] {
  const ids = new Set(items.flatMap(({ order_line_item_id }) => order_line_item_id ?? []));
  return lines.flatMap(({ key, units }) => {
    const quantity = units.filter(({ id }) => ids.has(id)).length;
    return quantity === 0 ? [] : [{ lineKey: key, quantity, restocked }];
  });
}

/** Orders that are no sale, and where they were placed. */
function tagsOf(order: Order): string[] {
  return [
    ...(order.is_sample_order === true ? ["sample"] : []),
    ...(order.is_replacement_order === true ? ["replacement"] : []),
    ...(order.is_exchange_order === true ? ["exchange"] : []),
    ...(order.order_type === "PRE_ORDER" ? ["pre-order"] : []),
    ...(isFulfilledByTikTok(order) ? ["fulfilled by TikTok"] : []),
    ...(order.commerce_platform === "TOKOPEDIA" ? ["Tokopedia"] : []),
  ];
}
