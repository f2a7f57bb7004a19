/** Orders: the list, one, and what sellers tell of them. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { notifyOrder } from "./notices.ts";
import { orderView } from "./order-views.ts";
import { cancelLines, refundLines, shipLines } from "./order-writes.ts";
import { byCursor, notFound, ok, refuse } from "./replies.ts";
import { move, type State, type StoredOrder, touch, unitsOf } from "./state.ts";

const DAY_MS = 86_400_000;

export function handleOrders(request: SandboxRequest, state: State): SandboxReply | null {
  const [, , subject, id, action] = request.path.split("/");
  if (subject !== "orders") return null;
  if (id === undefined) return request.method === "GET" ? list(request, state) : notFound;
  const order = state.orders.get(decodeURIComponent(id));
  if (order === undefined) return notFound;
  // The description has one order alone, and its date as text.
  if (action === undefined)
    return ok({ ...orderView(order, state), orderDate: new Date(order.createdAt).toISOString() });
  if (request.method !== "POST") return notFound;
  write(action, request, order, state);
  touch(state, order);
  return ok({ order: orderView(order, state) });
}

type Action = (request: SandboxRequest, order: StoredOrder, state: State) => void;

const ACTIONS: Readonly<Record<string, Action>> = {
  acknowledge: (_request, order, state) => acknowledge(order, state),
  shipping: shipLines,
  cancel: cancelLines,
  refund: refundLines,
};

function write(action: string, request: SandboxRequest, order: StoredOrder, state: State): void {
  if (order.fulfilment !== "SellerFulfilled") refuse("INVALID_REQUEST", "The order is not fulfilled by the seller");
  const act = ACTIONS[action] ?? refuse("INVALID_REQUEST", "No such action");
  act(request, order, state);
}

function acknowledge(order: StoredOrder, state: State): void {
  if (order.lines.every((line) => unitsOf(line, "Created", "Acknowledged") === 0))
    refuse("INVALID_REQUEST_CONTENT", "The order lines are shipped or cancelled");
  for (const line of order.lines) {
    const units = unitsOf(line, "Created");
    if (units > 0) {
      move(line, units, ["Created"], { status: "Acknowledged" });
      line.statusAt = state.clock.now();
    }
  }
}

function list(request: SandboxRequest, state: State): SandboxReply {
  const { query } = request;
  const time = (name: string, otherwise: number) => {
    const ms = Date.parse(query.get(name) ?? "");
    return Number.isNaN(ms) ? otherwise : ms;
  };
  const now = state.clock.now();
  // Without a beginning it is last week's.
  const created = Math.max(time("createdStartDate", now - 7 * DAY_MS), now - 180 * DAY_MS);
  const [from, to] = [time("lastModifiedStartDate", 0), time("lastModifiedEndDate", Number.POSITIVE_INFINITY)];
  const fulfilment = query.get("shipNodeType") ?? "SellerFulfilled";
  const found = [...state.orders.values()]
    .filter((order) => order.createdAt >= created && order.updatedAt >= from && order.updatedAt <= to)
    .filter((order) => order.fulfilment === fulfilment)
    .filter((order) => order.type !== "REPLACEMENT" || query.get("replacementInfo") === "true")
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  if (found.length === 0) return notFound;
  const texts = { hasMoreElements: "true", soIndex: String(found.length), partnerId: state.partnerId, sellerId: "8" };
  const { page, meta } = byCursor(request, state, { all: found, limit: 100, most: 200, words: texts });
  return ok({ list: { meta, elements: { order: page.map((order) => orderView(order, state)) } } });
}

/** The buyer asks for it at Walmart; the seller decides. */
export function askForCancel(state: State, order: StoredOrder): void {
  for (const line of order.lines) line.intentToCancel = "true";
  touch(state, order);
  notifyOrder(state, order, "INTENT_TO_CANCEL");
}
