/** What a merchant does to orders in the shop's admin, and what the shop then has on record. */
import type { SandboxOrderRecord, SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import { minorText, shownMinor } from "./decimals.ts";
import { completePayment, setStatus } from "./order-status.ts";
import { orderTotal } from "./orders.ts";
import type { Line, Meta, Order, Shop } from "./state.ts";
import { decimalsOf, isObj, nextId } from "./state.ts";
import { adjustLine, restockRefund } from "./stock.ts";

type OrderControls = Required<
  Pick<
    SandboxShop,
    "owedOn" | "payOrder" | "failPayment" | "moveOrder" | "measureLine" | "shipOrder" | "refundOrder" | "record"
  >
>;
type Requested = { readonly sku: string; readonly quantity: number; readonly restock: boolean };

/** `changed` tells the shop's listeners of an edit by hand. */
export function orderControls(shop: Shop, changed: (order: Order) => void): OrderControls {
  const live = (key: string) => {
    const order = shop.orders.get(Number(key));
    return order && !["cancelled", "refunded", "trash"].includes(order.status) ? order : undefined;
  };
  return {
    owedOn(key) {
      const order = live(key);
      return order?.paid === null ? minorText(shownMinor(leftOf(order)), decimalsOf(shop)) : "0";
    },
    payOrder(key) {
      const order = live(key);
      if (!order) return;
      completePayment(shop, order);
      changed(order);
    },
    failPayment(key) {
      const order = live(key);
      if (!order) return;
      setStatus(shop, order, "failed");
      changed(order);
    },
    moveOrder(key, address_1) {
      const order = live(key);
      if (!order) return;
      order.shipping = { ...order.shipping, address_1 };
      changed(order);
    },
    // A shop whose plugin lifts the filter for whole numbers; what the line costs is agreed.
    measureLine(key, sku, quantity) {
      const order = live(key);
      const line = order && itemsOf(order).find((one) => skuOf(shop, one) === sku);
      if (!line) throw new RangeError(`Order ${key} has no line of ${sku}.`);
      adjustLine(shop, order, line, quantity);
      line.quantity = quantity;
      changed(order);
    },
    // Without the fulfilments feature the shop knows one way to say that goods left: the order is completed.
    shipOrder(key) {
      const order = live(key);
      if (!order || order.status === "pending" || order.status === "failed") return;
      setStatus(shop, order, "completed");
      changed(order);
    },
    refundOrder(key, lines) {
      const order = live(key);
      if (order) refundByHand(shop, order, lines);
      if (order) changed(order);
    },
    record(key) {
      const order = shop.orders.get(Number(key));
      return order && recordOf(shop, order);
    },
  };
}

function itemsOf(order: Order): Line[] {
  return order.lines.filter((line) => line.kind === "line_item");
}

function skuOf(shop: Shop, line: Line): string {
  return shop.products.get(line.variationId || line.productId)?.sku ?? "";
}

function metaNumber(list: readonly Meta[], key: string): number {
  return Number(list.find((meta) => meta.key === key)?.value ?? 0);
}

function refundedUnits(order: Order, line: Line): number {
  return order.refunds
    .flatMap((refund) => refund.lines)
    .filter((entry) => metaNumber(entry.meta, "_refunded_item_id") === line.id)
    .reduce((sum, entry) => sum - entry.quantity, 0);
}

/** Of the total, less what was refunded. */
function leftOf(order: Order): bigint {
  return orderTotal(order) - order.refunds.reduce((sum, refund) => sum + refund.amount, 0n);
}

function refundByHand(shop: Shop, order: Order, requested: readonly Requested[]): void {
  const left = leftOf(order);
  let amount = 0n;
  const lines = requested.flatMap(({ sku, quantity, restock }) => {
    const line = itemsOf(order).find((candidate) => skuOf(shop, candidate) === sku);
    if (!line || quantity > line.quantity - refundedUnits(order, line)) return [];
    const share = (line.total * BigInt(quantity)) / BigInt(line.quantity);
    amount += share;
    if (restock && order.stockReduced) restockRefund(shop, line, quantity);
    return [refundLine(shop, line, quantity, share)];
  });
  if (amount > left) amount = left;
  order.refunds.push({
    id: nextId(shop, "post"),
    orderId: order.id,
    created: shop.clock.now(),
    amount,
    reason: "",
    by: 1,
    moved: false,
    meta: [{ id: nextId(shop, "meta"), key: "_refund_type", value: amount === left ? "full" : "partial" }],
    lines,
  });
  if (amount === left && orderTotal(order) > 0n) setStatus(shop, order, "refunded");
}

function refundLine(shop: Shop, line: Line, quantity: number, share: bigint): Line {
  const meta = [{ id: nextId(shop, "meta"), key: "_refunded_item_id", value: String(line.id) }];
  const untaxed = { taxes: [], totalTax: 0n, subtotalTax: 0n };
  return { ...line, ...untaxed, id: nextId(shop, "item"), quantity: -quantity, subtotal: -share, total: -share, meta };
}

/** Tracking numbers by parcel of what Argosy keeps in the order's meta. */
export function ownParcelNumbers(order: Order): string[][] {
  const own = order.meta.find((meta) => meta.key === "_argosy_tracking")?.value;
  const list = (Array.isArray(own) ? own : []).filter(isObj);
  return list.map((one) => (Array.isArray(one["numbers"]) ? one["numbers"].map(String) : []));
}

function recordOf(shop: Shop, order: Order): SandboxOrderRecord {
  const notes = [...shop.notes.values()].filter((note) => note.orderId === order.id);
  return {
    lines: itemsOf(order).map((line) => lineRecord(shop, order, line)),
    parcels: ownParcelNumbers(order).map((trackingNumbers) => ({ trackingNumbers })),
    refunds: order.refunds.map((refund) => ({
      amount: minorText(shownMinor(refund.amount), decimalsOf(shop)),
      reason: refund.reason,
      waits: !refund.moved,
      isPaid: refund.moved,
    })),
    notes: notes.map((note) => note.text),
    shownToBuyer: notes.flatMap((note) => (note.forCustomer ? [note.text] : [])),
  };
}

/** A completed order has left the house whole; before that, only what was noted in parts has. */
function lineRecord(shop: Shop, order: Order, line: Line): SandboxOrderRecord["lines"][number] {
  const isOut = order.completed !== null && ["completed", "refunded"].includes(order.status);
  const parts = order.meta.find((meta) => meta.key === "_argosy_shipped")?.value;
  const noted = isObj(parts) ? Object.values(parts).flat() : [];
  const partly = noted
    .filter(isObj)
    .filter((part) => part["lineKey"] === String(line.id))
    .reduce((sum, part) => sum + Number(part["quantity"]), 0);
  const refunded = refundedUnits(order, line);
  const shipped = isOut ? line.quantity : Math.min(partly, line.quantity);
  const isOver = order.status === "cancelled" || order.status === "refunded";
  const quantity = isOut ? line.quantity : isOver ? shipped : Math.max(shipped, line.quantity - refunded);
  const back = metaNumber(line.meta, "_restock_refunded_items");
  return { sku: skuOf(shop, line), quantity, shipped, restocked: shipped > 0 ? Math.min(back, refunded, shipped) : 0 };
}
