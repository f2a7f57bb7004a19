/** Orders as they are asked for (order API 202309 and 202507). */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { pageOf, positionOf } from "./paging.ts";
import { ok, orderJson, refusal } from "./replies.ts";
import type { State, StoredOrder } from "./state.ts";

interface Search {
  readonly order_status?: string;
  readonly create_time_ge?: number;
  readonly create_time_lt?: number;
  readonly update_time_ge?: number;
  readonly update_time_lt?: number;
  readonly shipping_type?: string;
}

/** Newest created first unless asked otherwise; windows leave their end out. */
export function searchOrders(request: SandboxRequest, state: State): SandboxReply {
  const input = (request.json() ?? {}) as Search;
  const size = Number(request.query.get("page_size"));
  if (!(size >= 1 && size <= 100)) return refusal(36009004, "Invalid parameter: page_size", 400);
  const byUpdate = request.query.get("sort_field") === "update_time";
  const isAscending = request.query.get("sort_order") === "ASC";
  const time = (order: StoredOrder) => (byUpdate ? order.updatedAt : order.createdAt);
  const position = (order: StoredOrder) =>
    isAscending
      ? positionOf(time(order), order.id)
      : positionOf(10 ** 11 - time(order), String(10n ** 22n - BigInt(order.id)));
  const rows = [...state.orders.values()]
    .filter((order) => fits(order, input))
    .map((order) => ({ order, at: position(order) }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const { rows: some, next } = pageOf(rows, {
    size,
    token: request.query.get("page_token") ?? "",
    position: ({ at }) => at,
  });
  return ok({
    total_count: rows.length,
    next_page_token: next,
    orders: some.map(({ order }) => orderJson(state, order)),
  });
}

function fits(order: StoredOrder, input: Search): boolean {
  const within = (at: number, from: number | undefined, to: number | undefined) =>
    (from === undefined || at >= from) && (to === undefined || at < to);
  return (
    (input.order_status === undefined || input.order_status === order.status) &&
    (input.shipping_type === undefined || input.shipping_type === order.shippingType) &&
    within(order.createdAt, input.create_time_ge, input.create_time_lt) &&
    within(order.updatedAt, input.update_time_ge, input.update_time_lt)
  );
}

export function getOrders(request: SandboxRequest, state: State): SandboxReply {
  const ids = (request.query.get("ids") ?? "").split(",").filter((id) => id !== "");
  if (ids.length === 0 || ids.length > 50) return refusal(36009004, "Invalid parameter: ids", 400);
  const found = ids.flatMap((id) => state.orders.get(id) ?? []);
  if (found.length === 0) return refusal(21008111, "The order or package does not belong to the current seller.");
  return ok({ orders: found.map((order) => orderJson(state, order)) });
}
