/** Orders: OR11, and what sellers do with them (OR21, OR23, OR24, OR28, OR29), returns (RT11). */
import { parseMoney } from "../../commerce/money.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { orderView, returnView } from "./order-views.ts";
import { byOffset, bySeek, notFound, nothing, ok, problem, refuse, use } from "./replies.ts";
import { type State, type StoredBack, type StoredOrder, type Tax, type Tracking, takeAt, touch } from "./state.ts";

/** Mirakl goes back a while by itself. */
const DELTA_MS = 60_000;

export function handleOrders(request: SandboxRequest, state: State): SandboxReply | null {
  const [, , subject, id, action] = request.path.split("/");
  if (subject === "returns") return listReturns(request, state);
  if (subject !== "orders") return null;
  if (request.method === "GET" && id === undefined) return listOrders(request, state);
  if (request.method !== "PUT" || id === undefined) return notFound;
  if (id === "refund" && action === undefined) return refundLines(request, state);
  const order = state.orders.get(decodeURIComponent(id));
  if (order === undefined) return notFound;
  if (action === "accept") return accept(request, order, state);
  if (action === "tracking") return track(request, order, state);
  if (action === "ship") return shipWhole(order, state);
  if (action === "cancel") return cancelWhole(order, state);
  return notFound;
}

function listOrders(request: SandboxRequest, state: State): SandboxReply {
  const ids = request.query.get("order_ids")?.split(",");
  if (ids !== undefined && ids.length > 100)
    return problem(400, "The limit of 100 is exceeded for the parameter order_ids");
  if (ids === undefined) use(state, "OR11", { anHour: 60 });
  const since = Date.parse(request.query.get("start_update_date") ?? "");
  const hasIncident = request.query.get("has_incident");
  const found = [...state.orders.values()]
    .filter((order) => ids === undefined || ids.includes(order.id))
    .filter(({ lines }) => hasIncident === null || lines.some(({ state: word }) => word === "INCIDENT_OPEN"))
    .filter((order) => Number.isNaN(since) || order.updatedAt >= since - DELTA_MS)
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  return ok({ orders: byOffset(request, found).map((order) => orderView(order, state)), total_count: found.length });
}

function listReturns(request: SandboxRequest, state: State): SandboxReply {
  use(state, "RT11", { anHour: 12 });
  const { page, next } = bySeek(request, (requested) => {
    const since = Date.parse(requested.get("return_last_updated_from") ?? "");
    return [...state.returns.values()].filter((one) => Number.isNaN(since) || one.updatedAt >= since);
  });
  return ok({ data: page.map(returnView), ...next });
}

function accept(request: SandboxRequest, order: StoredOrder, state: State): SandboxReply {
  if (order.state !== "WAITING_ACCEPTANCE") return problem(400, "ORDER_INVALID_STATE");
  const { order_lines: answers = [] } = request.json() as { order_lines?: { id: string; accepted: boolean }[] };
  const reported = new Map(answers.map(({ id, accepted }) => [id, accepted]));
  if (reported.size !== answers.length) return problem(400, "ORDER_LINE_DUPLICATE_ID");
  if (order.lines.some(({ id }) => !reported.has(id))) return problem(400, "ORDER_LINE_ACCEPTANCE_DECISION_MISSING");
  if (reported.size !== order.lines.length) return problem(400, "ORDER_LINE_NOT_FOUND");
  if (new Set(reported.values()).size > 1) return problem(400, "ORDER_PARTIAL_ACCEPTANCE_DISABLED");
  const isAccepted = [...reported.values()].every(Boolean);
  setState(order, isAccepted ? "SHIPPING" : "REFUSED");
  if (isAccepted) {
    order.debitedAt ??= state.clock.now();
    takeAt(state, order, "accepted");
  }
  touch(state, order);
  return nothing;
}

/** The marketplace refuses by itself what no seller accepted in time (sheet section 12). */
export function refuseUnanswered(state: State): void {
  const until = state.clock.now() - state.platform.acceptMs;
  for (const order of state.orders.values())
    if (order.state === "WAITING_ACCEPTANCE" && order.createdAt <= until) {
      setState(order, "REFUSED");
      touch(state, order);
    }
}

export function setState(order: StoredOrder, word: string): void {
  order.state = word;
  for (const line of order.lines) if (line.state !== "REFUSED" && line.state !== "CANCELED") line.state = word;
}

export function checkedTracking(tracking: Tracking, state: State): void {
  const { carrier_code: code, carrier_name: name } = tracking;
  if (code !== undefined && !state.carriers.some((one) => one.code === code)) refuse(400, "The carrier does not exist");
  if (code === undefined && name !== undefined && state.platform.refusesOtherCarriers)
    refuse(400, "Unregistered carriers are not allowed");
}

function track(request: SandboxRequest, order: StoredOrder, state: State): SandboxReply {
  const tracking = (request.json() ?? {}) as Tracking;
  checkedTracking(tracking, state);
  order.tracking = tracking;
  touch(state, order);
  return nothing;
}

export function shipWhole(order: StoredOrder, state: State): SandboxReply {
  if (order.state !== "SHIPPING")
    return problem(400, `The order status must be 'SHIPPING' but it is '${order.state}'.`);
  const now = state.clock.now();
  for (const line of order.lines) if (line.state === "SHIPPING") line.shippedAt = now;
  setState(order, "SHIPPED");
  touch(state, order);
  return nothing;
}

function cancelWhole(order: StoredOrder, state: State): SandboxReply {
  if (!state.platform.canCancel || order.state !== "SHIPPING") return problem(400, "The order cannot be canceled");
  cancelOrder(order, state);
  return nothing;
}

/** Everything of the order is cancelled; nobody says that the quantities go back. */
export function cancelOrder(order: StoredOrder, state: State): void {
  if (["CANCELED", "REFUSED"].includes(order.state)) return;
  const now = state.clock.now();
  if (order.debitedAt !== undefined)
    for (const line of order.lines)
      line.cancelations.push({
        id: String(state.id()),
        group: "",
        at: now,
        amount: line.unit * BigInt(line.quantity),
        shipping: line.shipping,
        taxes: line.taxes,
        shippingTaxes: line.shippingTaxes,
        quantity: line.quantity,
        reason: "34",
        state: "CANCELED",
      });
  setState(order, "CANCELED");
  touch(state, order);
}

interface RefundRow {
  readonly order_line_id: string;
  readonly amount: number;
  readonly shipping_amount: number;
  readonly reason_code: string;
  readonly quantity?: number;
  readonly taxes?: readonly { readonly code: string; readonly amount: number }[];
  readonly shipping_taxes?: readonly { readonly code: string; readonly amount: number }[];
}

function refundLines(request: SandboxRequest, state: State): SandboxReply {
  const { refunds = [], order_tax_mode: mode } = request.json() as { refunds?: RefundRow[]; order_tax_mode?: string };
  if (mode !== state.platform.taxMode) return problem(400, "The tax mode is not the order's");
  const minor = (value: number) => parseMoney(String(value), state.currency).minor;
  const group = `group-${state.id()}`;
  const due = refunds.map((row) => {
    const [order, line] = lineOf(row.order_line_id, state);
    if (order.debitedAt === undefined) refuse(400, "The order has not been debited yet");
    if (!["15", "17"].includes(row.reason_code)) refuse(400, "The reason is not allowed");
    if (line.taxes.length > 0 && row.taxes === undefined) refuse(400, "The taxes are required");
    const taxes = (row.taxes ?? []).map((tax): Tax => ({ code: tax.code, amount: minor(tax.amount) }));
    const shippingTaxes = (row.shipping_taxes ?? []).map((tax): Tax => ({ code: tax.code, amount: minor(tax.amount) }));
    const back: StoredBack = {
      ...{ id: String(state.id()), group, at: state.clock.now(), taxes, shippingTaxes },
      amount: minor(row.amount),
      shipping: minor(row.shipping_amount),
      quantity: row.quantity ?? 0,
      reason: row.reason_code,
      state: state.platform.refundState,
    };
    const all = [...line.refunds, back];
    const sum = (of: (one: StoredBack) => bigint) => all.reduce((total, one) => total + of(one), 0n);
    if (
      sum(({ amount }) => amount) > line.unit * BigInt(line.quantity) ||
      sum(({ shipping }) => shipping) > line.shipping
    )
      refuse(400, "The amount to refund is greater than what is left");
    return { order, line, back };
  });
  for (const { order, line, back } of due) {
    line.refunds.push(back);
    touch(state, order);
  }
  return ok({
    order_tax_mode: state.platform.taxMode,
    refunds: due.map(({ line, back }, index) => ({
      amount: refunds[index]?.amount ?? 0,
      order_line_id: line.id,
      order_refund_id: group,
      quantity: back.quantity,
      reason_code: back.reason,
      refund_id: back.id,
      shipping_amount: refunds[index]?.shipping_amount ?? 0,
    })),
  });
}

function lineOf(id: string, state: State) {
  for (const order of state.orders.values()) {
    const line = order.lines.find((one) => one.id === id);
    if (line) return [order, line] as const;
  }
  return refuse(400, "The order line does not exist");
}
