/** What a merchant does to orders in the emulated admin, and what the shop then has on record. */
import { multiplyDecimal } from "../../commerce/money.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxOrderRecord, SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import { decimalOf, openUnits, outstandingMinor, paidMinor, refundedMinor, shippedUnits } from "./figures.ts";
import { bookRefund, pay, ship, touchOrder } from "./ordering.ts";
import { restOrder } from "./rest.ts";
import type { OrderRow, ReturnRow, ShopState } from "./state.ts";
import { newId, runJobs, stamp } from "./state.ts";

type OrderControls = Required<
  Pick<
    SandboxShop,
    | "settleOrder"
    | "settleLate"
    | "owedOn"
    | "payPart"
    | "payOrder"
    | "moveOrder"
    | "doubtOrder"
    | "shipOrder"
    | "isHeld"
    | "holdOrder"
    | "refundOrder"
    | "openReturn"
    | "endReturn"
    | "record"
  >
>;

export function orderControls(state: ShopState): OrderControls {
  const open = (key: string) => {
    runJobs(state);
    const order = state.orders.get(key);
    return order?.cancelledAt === null ? order : undefined;
  };
  return {
    ...moneyControls(state, open),
    moveOrder(key, address1) {
      const order = open(key);
      if (!order?.address) return;
      order.address = { ...order.address, address1 };
      touchOrder(state, order);
    },
    doubtOrder(key, isDoubted) {
      const order = open(key);
      if (!order) return;
      order.risk = isDoubted ? "CANCEL" : "ACCEPT";
      touchOrder(state, order);
    },
    isHeld: (key) => state.orders.get(key)?.fulfilmentOrders.some(({ status }) => status === "ON_HOLD") === true,
    holdOrder(key) {
      const order = open(key);
      if (!order) return;
      for (const row of order.fulfilmentOrders)
        if (["OPEN", "IN_PROGRESS", "ON_HOLD"].includes(row.status)) {
          row.holds = [...row.holds, { id: newId(state), handle: "", reason: "OTHER", notes: "By hand", app: false }];
          row.status = "ON_HOLD";
        }
      touchOrder(state, order);
    },
    shipOrder(key, lines) {
      const order = open(key);
      if (order) shipByHand(state, order, lines);
    },
    refundOrder(key, lines) {
      const order = open(key);
      if (order) refundByHand(state, order, lines);
    },
    openReturn(key, lines) {
      const order = open(key) ?? missing("open order", key);
      return requestReturn(state, order, lines);
    },
    endReturn(key, end) {
      for (const order of state.orders.values()) {
        const row = order.returns.find(({ id }) => id === key);
        if (!row) continue;
        row.status = end === "completed" ? "CLOSED" : "CANCELED";
        notifyReturn(state, order, { row, topic: end === "completed" ? "returns/close" : "returns/cancel" });
      }
    },
    record(key) {
      runJobs(state);
      const order = state.orders.get(key);
      return order && recordOf(order);
    },
  };
}

type Open = (key: string) => OrderRow | undefined;

function moneyControls(
  state: ShopState,
  open: Open,
): Pick<OrderControls, "settleOrder" | "settleLate" | "owedOn" | "payPart" | "payOrder"> {
  return {
    settleOrder(key) {
      const order = open(key);
      const made = order ? chargeFee(state, order) : 0;
      if (order && made > 0) touchOrder(state, order);
      return made;
    },
    settleLate(key) {
      const order = open(key);
      return order ? chargeFee(state, order) : 0;
    },
    owedOn(key) {
      const order = state.orders.get(key);
      return order ? decimalOf(outstandingMinor(order), order.currency) : "0";
    },
    payPart(key) {
      const order = open(key);
      if (!order) return;
      const [gateway = "manual"] = order.gateways;
      order.transactions.push({
        id: newId(state),
        kind: "SALE",
        gateway,
        minor: 1_500n,
        parentId: null,
        at: stamp(state),
      });
      touchOrder(state, order);
    },
    payOrder(key) {
      const order = open(key);
      if (!order) return;
      pay(state, order, order.gateways[0] ?? "manual");
      state.emit("orders/paid", restOrder(state, order));
      touchOrder(state, order);
    },
  };
}

/** What Shopify Payments takes of the first payment without a fee, and the payout it comes in. */
function chargeFee(state: ShopState, order: OrderRow): number {
  const sale = order.transactions.find(({ kind, fee }) => kind === "SALE" && fee === undefined);
  if (!sale) return 0;
  const minor = (sale.minor * 29n) / 1_000n;
  sale.fee = { id: newId(state), minor, taxMinor: minor / 10n };
  const feeMinor = minor + minor / 10n;
  const ids = { id: newId(state), transactionId: newId(state), orderId: order.id };
  state.payouts.push({ ...ids, at: stamp(state), minor: sale.minor, feeMinor });
  return 1;
}

/** One fulfilment a location, as the admin makes them. */
function shipByHand(
  state: ShopState,
  order: OrderRow,
  requested?: readonly { readonly sku: string; readonly quantity: number }[],
): void {
  const left = new Map(requested?.map((line) => [line.sku, line.quantity]));
  for (const row of order.fulfilmentOrders) {
    if (row.status !== "OPEN" && row.status !== "IN_PROGRESS") continue;
    const lines = row.lines.flatMap((line) => {
      const sku = order.lines.find((sold) => sold.id === line.lineId)?.sku ?? "";
      const quantity = requested ? Math.min(line.remaining, left.get(sku) ?? 0) : line.remaining;
      left.set(sku, (left.get(sku) ?? 0) - quantity);
      return quantity > 0 ? [{ id: line.id, quantity }] : [];
    });
    if (lines.length > 0) ship(state, order, { parts: [{ order: row, lines }], tracking: [], notified: false });
  }
}

/** Unshipped units first, like "Refund" in the admin; money as far as it was paid. */
function refundByHand(
  state: ShopState,
  order: OrderRow,
  requested: readonly { readonly sku: string; readonly quantity: number; readonly restock: boolean }[],
): void {
  const lines = requested.flatMap(({ sku, quantity, restock }) => {
    const line = order.lines.find((candidate) => candidate.sku === sku);
    if (!line) return [];
    const unshipped = Math.min(quantity, openUnits(order, line.id));
    const at = { lineId: line.id, locationId: line.locationId };
    return [
      { ...at, quantity: unshipped, restockType: restock ? "CANCEL" : "NO_RESTOCK" },
      { ...at, quantity: quantity - unshipped, restockType: restock ? "RETURN" : "NO_RESTOCK" },
    ].filter((part) => part.quantity > 0);
  });
  const request = requested.reduce((sum, { sku, quantity }) => {
    const price = order.lines.find((line) => line.sku === sku)?.price ?? "0";
    return sum + multiplyDecimal(price, quantity, order.currency).minor;
  }, 0n);
  const most = paidMinor(order) - refundedMinor(order);
  let minor = request;
  if (minor > most) minor = most;
  const transactionIds = minor > 0n ? [newId(state)] : [];
  const gateway = order.gateways[0] ?? "manual";
  for (const id of transactionIds)
    order.transactions.push({ id, kind: "REFUND", gateway, minor, parentId: null, at: stamp(state) });
  bookRefund(state, order, { note: null, minor, transactionIds, lines });
  touchOrder(state, order);
}

/** The buyer asks for it in the shop's account pages. */
function requestReturn(
  state: ShopState,
  order: OrderRow,
  requested: readonly { readonly sku: string; readonly quantity: number }[],
): string {
  const lines = requested.flatMap(({ sku, quantity }) => {
    const line = order.lines.find((sold) => sold.sku === sku);
    return line ? [{ lineId: line.id, quantity: Math.min(quantity, shippedUnits(order, line.id)) }] : [];
  });
  const row: ReturnRow = {
    id: newId(state),
    name: `${order.name}-R${order.returns.length + 1}`,
    status: "REQUESTED",
    lines,
  };
  order.returns.push(row);
  notifyReturn(state, order, { row, topic: "returns/request" });
  return row.id;
}

function notifyReturn(
  state: ShopState,
  order: OrderRow,
  { row, topic }: { readonly row: ReturnRow; readonly topic: string },
): void {
  state.emit(topic, { id: Number(row.id), name: row.name, status: row.status.toLowerCase() });
  touchOrder(state, order);
}

function recordOf(order: OrderRow): SandboxOrderRecord {
  return {
    lines: order.lines.map((line) => {
      const shipped = shippedUnits(order, line.id);
      const restocked = order.refunds
        .flatMap((refund) => refund.lines)
        .filter((entry) => entry.lineId === line.id && entry.restockType === "RETURN")
        .reduce((sum, entry) => sum + entry.quantity, 0);
      return { sku: line.sku ?? "", quantity: shipped + openUnits(order, line.id), shipped, restocked };
    }),
    parcels: order.fulfilments.map((row) => ({
      trackingNumbers: row.tracking.flatMap((info) => info.number ?? []),
    })),
    refunds: order.refunds.map((refund) => ({
      amount: decimalOf(refund.minor, order.currency),
      reason: refund.note ?? "",
      waits: order.transactions.some(({ id, waits }) => waits && refund.transactionIds.includes(id)),
      isPaid: refund.transactionIds.length > 0,
    })),
    notes: order.note === null ? [] : order.note.split("\n").filter((text) => text !== ""),
  };
}
