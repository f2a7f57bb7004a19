/** Cancellations and returns (return_refund API 202309). */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";
import { pageOf, positionOf } from "./paging.ts";
import { cancellationJson, ok, refusal, returnJson, totalOf } from "./replies.ts";
import type { State, StoredCancellation, StoredOrder, StoredReturn } from "./state.ts";
import { commit, minorOf, moveOrder, notify, now } from "./state.ts";

interface Search {
  readonly order_ids?: readonly string[];
  readonly update_time_ge?: number;
  readonly update_time_lt?: number;
}

interface Claim {
  readonly id: string;
  readonly orderId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

function search<T extends Claim>(
  request: SandboxRequest,
  claims: Iterable<T>,
  page: { readonly least: number; readonly name: string; show(claim: T): object },
): SandboxReply {
  const input = (request.json() ?? {}) as Search;
  const size = Number(request.query.get("page_size") ?? 10);
  if (!(size >= page.least && size <= 50)) return refusal(25001001, "An invalid request parameter was passed.");
  const byUpdate = request.query.get("sort_field") === "update_time";
  const rows = [...claims]
    .filter(
      (one) =>
        (input.order_ids === undefined || input.order_ids.includes(one.orderId)) &&
        (input.update_time_ge === undefined || one.updatedAt >= input.update_time_ge) &&
        (input.update_time_lt === undefined || one.updatedAt < input.update_time_lt),
    )
    .map((one) => ({ one, at: positionOf(byUpdate ? one.updatedAt : one.createdAt, one.id) }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const token = request.query.get("page_token") ?? "";
  const { rows: some, next } = pageOf(rows, { size, token, position: ({ at }) => at });
  const shown = some.map(({ one }) => page.show(one));
  return ok({ [page.name]: shown, next_page_token: next, total_count: rows.length });
}

export const searchReturns = (request: SandboxRequest, state: State): SandboxReply => {
  const show = (one: StoredReturn) => returnJson(state, one);
  return search(request, state.returns.values(), { least: 10, name: "return_orders", show });
};

export const searchCancellations = (request: SandboxRequest, state: State): SandboxReply => {
  const show = (one: StoredCancellation) => cancellationJson(state, one);
  return search(request, state.cancellations.values(), { least: 1, name: "cancellations", show });
};

const CANCELLABLE = new Set(["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT"]);
/** Each state has reasons of its own. */
const UNPAID_REASON =
  /^seller_cancel_unpaid_reason_(out_of_stock|wrong_price|buyer_hasnt_paid_within_time_allowed|buyer_requested_cancellation)$/;
const PAID_REASON =
  /^seller_cancel_(reason_out_of_stock|reason_wrong_price|paid_reason_address_not_deliver|paid_reason_buyer_requested_cancellation)$/;

export function createCancellation(request: SandboxRequest, state: State): SandboxReply {
  const body = (request.json() ?? {}) as { order_id?: string; cancel_reason?: string; order_line_item_ids?: string[] };
  const order = state.orders.get(body.order_id ?? "");
  if (!order) return refusal(25007006, "Order not found.");
  if (order.status === "CANCELLED")
    return refusal(25001011, "A return request is already in process, or the order has already been cancelled.");
  if (!CANCELLABLE.has(order.status))
    return refusal(
      25001045,
      "The order has already been shipped and we are unable to cancel shipment with the courier.",
    );
  if (!/^seller_cancel_/.test(body.cancel_reason ?? ""))
    return refusal(25001014, "Unknown return reason. Please ensure you are passing a valid return reason.");
  const fits = order.status === "UNPAID" ? UNPAID_REASON : PAID_REASON;
  if (!fits.test(body.cancel_reason ?? "")) return refusal(25001021, "Reason not match order status");
  const made = cancelOrder(state, order, body.cancel_reason ?? "");
  return ok({ cancel_id: made.id, cancel_status: made.status });
}

/** The whole order: units go back to available, paid money to the buyer. */
export function cancelOrder(state: State, order: StoredOrder, reason: string): StoredCancellation {
  const wasPaid = order.paidAt !== null && !order.isCod;
  const made: StoredCancellation = {
    id: state.id(),
    orderId: order.id,
    type: "CANCEL",
    status: "CANCELLATION_REQUEST_COMPLETE",
    reason,
    amount: wasPaid ? totalOf(state, order) : "0",
    unitIds: order.units.filter(({ displayStatus }) => displayStatus !== "CANCELLED").map(({ id }) => id),
    createdAt: now(state),
    updatedAt: now(state),
  };
  inSteps(
    () => void state.cancellations.set(made.id, { ...made, status: "CANCELLATION_REQUEST_PENDING" }),
    () => {
      state.cancellations.set(made.id, made);
      settleCancellation(state, order);
    },
  );
  return made;
}

function settleCancellation(state: State, order: StoredOrder): void {
  for (const unit of order.units) {
    if (unit.displayStatus === "CANCELLED") continue;
    unit.displayStatus = "CANCELLED";
    commit(state, order, unit, -1);
  }
  order.cancelledAt = now(state);
  order.isBuyerRequestCancel = false;
  moveOrder(state, order, "CANCELLED");
}

/** One unit of several: American and British shops. The order itself goes on. */
export function cancelUnit(state: State, order: StoredOrder, unitId: string): void {
  const unit = order.units.find(({ id }) => id === unitId);
  if (!unit) return;
  unit.displayStatus = "CANCELLED";
  commit(state, order, unit, -1);
  const made: StoredCancellation = {
    id: state.id(),
    orderId: order.id,
    type: "CANCEL",
    status: "CANCELLATION_REQUEST_COMPLETE",
    reason: "seller_cancel_reason_out_of_stock",
    amount: unit.salePrice,
    unitIds: [unit.id],
    createdAt: now(state),
    updatedAt: now(state),
  };
  state.cancellations.set(made.id, made);
}

/** The order's own time does not move with the buyer's request. */
export function askToCancel(state: State, order: StoredOrder): StoredCancellation {
  const made: StoredCancellation = {
    id: state.id(),
    orderId: order.id,
    type: "BUYER_CANCEL",
    status: "CANCELLATION_REQUEST_PENDING",
    reason: "ecom_order_to_ship_canceled_reason_created_by_mistakes",
    amount: order.paidAt === null ? "0" : totalOf(state, order),
    unitIds: order.units.map(({ id }) => id),
    createdAt: now(state),
    updatedAt: now(state),
  };
  state.cancellations.set(made.id, made);
  order.isBuyerRequestCancel = true;
  notify(state, "CANCELLATION_STATUS_CHANGE", {
    order_id: order.id,
    cancellations_role: "BUYER",
    cancel_status: made.status,
    cancel_id: made.id,
    create_time: made.createdAt,
  });
  return made;
}

export function approveCancellation(id: string, state: State): SandboxReply {
  const one = state.cancellations.get(id);
  const order = state.orders.get(one?.orderId ?? "");
  if (!one || !order) return refusal(25007006, "Order not found.");
  if (one.status !== "CANCELLATION_REQUEST_PENDING") return refusal(25020009, "reverse already cancelled");
  one.status = "CANCELLATION_REQUEST_SUCCESS";
  one.updatedAt = now(state);
  settleCancellation(state, order);
  return ok({});
}

export function createReturn(request: SandboxRequest, state: State): SandboxReply {
  const key = request.query.get("idempotency_key") ?? "";
  const before = state.given.get(`return ${key}`);
  if (key !== "" && before) return ok({ return_id: before, return_status: "RETURN_OR_REFUND_REQUEST_COMPLETE" });
  const body = (request.json() ?? {}) as {
    order_id?: string;
    order_line_item_ids?: string[];
    return_reason?: string;
    return_type?: string;
    refund_total?: string;
    currency?: string;
  };
  const order = state.orders.get(body.order_id ?? "");
  if (!order) return refusal(25007006, "Order not found.");
  if (!["IN_TRANSIT", "DELIVERED", "COMPLETED"].includes(order.status))
    return refusal(25001003, "Invalid order status.");
  if (!/^ecom_order_/.test(body.return_reason ?? "")) return refusal(25001014, "Unknown return reason.");
  const amount = body.refund_total ?? totalOf(state, order);
  if (body.currency !== undefined && body.currency !== state.currency)
    return refusal(25001001, "An invalid request parameter was passed.");
  const stop = beyond(state, order, { amount, unitIds: body.order_line_item_ids ?? [] });
  if (stop) return stop;
  const made = claimReturn(state, order, {
    type: body.return_type ?? "REFUND",
    status: "RETURN_OR_REFUND_REQUEST_COMPLETE",
    amount,
    unitIds: body.order_line_item_ids ?? order.units.map(({ id }) => id),
  });
  inSteps(() => {
    if (key !== "") state.given.set(`return ${key}`, made.id);
  });
  return ok({ return_id: made.id, return_status: made.status });
}

const OPEN = "RETURN_OR_REFUND_REQUEST_PENDING";

/** Rejected, or withdrawn. */
const VOID = /_(REJECT|CANCEL)$|^REJECT_/;

/**
 * What is claimed already is neither paid nor claimed again. The reference names these two refusals without saying when
 * the second comes: that a unit is claimed once is an assumption.
 */
function beyond(
  state: State,
  order: StoredOrder,
  { amount, unitIds }: Pick<StoredReturn, "amount" | "unitIds">,
): SandboxReply | null {
  const currentStatus = [...state.returns.values()].filter(
    ({ orderId, status }) => orderId === order.id && !VOID.test(status),
  );
  const claimed = currentStatus.reduce((sum, one) => sum + minorOf(state, one.amount), 0n);
  if (claimed + minorOf(state, amount) > minorOf(state, totalOf(state, order)))
    return refusal(25005005, "Refund total amount is larger than the refundable amount.");
  if (unitIds.some((id) => currentStatus.some((one) => one.unitIds.includes(id))))
    return refusal(25005011, "The requested line item(s) for return or refund exceeds the allowable limit.");
  return null;
}

/** A buyer's claim, or one a seller made for the buyer. The order's own time does not move. */
export function claimReturn(
  state: State,
  order: StoredOrder,
  claim: Pick<StoredReturn, "type" | "status" | "amount" | "unitIds"> & { readonly action?: string },
): StoredReturn {
  const made: StoredReturn = {
    ...claim,
    id: state.id(),
    orderId: order.id,
    createdAt: now(state),
    updatedAt: now(state),
    action: claim.action ?? null,
  };
  inSteps(
    () => void state.returns.set(made.id, { ...made, status: OPEN }),
    () => {
      state.returns.set(made.id, made);
      notifyReturn(state, made);
    },
  );
  return made;
}

function notifyReturn(state: State, one: StoredReturn): void {
  notify(state, "RETURN_STATUS_CHANGE", {
    order_id: one.orderId,
    return_role: "BUYER",
    return_type: one.type,
    return_status: one.status,
    return_id: one.id,
    create_time: one.createdAt,
    update_time: one.updatedAt,
  });
}

/** What became of a claim. */
export function endReturn(state: State, id: string, status: string): void {
  const one = state.returns.get(id);
  if (!one) return;
  Object.assign(one, { status, action: null, updatedAt: now(state) });
  notifyReturn(state, one);
}

export function approveReturn(id: string, request: SandboxRequest, state: State): SandboxReply {
  const one = state.returns.get(id);
  if (!one) return refusal(25007006, "Order not found.");
  const { decision } = (request.json() ?? {}) as { decision?: string };
  const fits =
    (decision === "APPROVE_REFUND" && one.action === "SELLER_RESPOND_REFUND") ||
    (decision === "APPROVE_RECEIVED_PACKAGE" && one.action === "SELLER_RESPOND_RECEIVE_PACKAGE");
  if (!fits) return refusal(25020004, "decision not match reverse type");
  one.status = "RETURN_OR_REFUND_REQUEST_COMPLETE";
  one.action = null;
  one.updatedAt = now(state);
  notifyReturn(state, one);
  return ok({});
}
