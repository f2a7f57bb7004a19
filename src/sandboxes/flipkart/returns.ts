/** Returns v2: a list of 25 a page, by source and time of change. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { failure, ok } from "./replies.ts";
import { type State, type StoredReturn, time } from "./state.ts";

const PAGE = 25;

/** Null: another path. */
export function handleReturns({ method, path, query }: SandboxRequest, state: State): SandboxReply | null {
  if (method !== "GET" || path !== "/sellers/v2/returns") return null;
  const ids = query.get("returnIds")?.split(",");
  if (ids)
    return ok({
      hasMore: false,
      returnItems: ids.flatMap((id) => state.returns.get(id) ?? []).map((one) => view(one, state)),
    });
  const source = query.get("source");
  if (source !== "customer_return" && source !== "courier_return")
    return failure(400, "BAD_REQUEST", "source is required");
  const [from, to] = ["modifiedAfter", "modifiedBefore"].map((name) => Date.parse(query.get(name) ?? ""));
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to))
    return failure(400, "BAD_REQUEST", "A range of dates is required");
  const start = Number(query.get("start") ?? 0);
  const found = [...state.returns.values()]
    .filter((one) => one.source === source && one.updatedAt >= from && one.updatedAt <= to)
    .sort((a, b) => a.updatedAt - b.updatedAt);
  const hasMore = found.length > start + PAGE;
  const next = new URLSearchParams(query);
  next.set("start", String(start + PAGE));
  return ok({
    hasMore,
    ...(hasMore ? { nextUrl: `/v2/returns?${next}` } : {}),
    returnItems: found.slice(start, start + PAGE).map((one) => view(one, state)),
  });
}

function view({ returnId, source, status, shipment, item, createdAt, updatedAt }: StoredReturn, state: State): Json {
  return {
    orderItemId: item.orderItemId,
    locationId: shipment.locationId,
    orderId: item.orderId,
    quantity: item.quantity,
    orderDate: time(item.orderDate),
    createdDate: time(createdAt),
    courierName: "E-Kart Logistics",
    sellerId: state.sellerId,
    returnId,
    status,
    type: source,
    reason: source === "courier_return" ? "ATTEMPTS_EXHAUSTED" : "DEFECTIVE_PRODUCT",
    subReason: "",
    trackingId: `FMPR${returnId.slice(-6)}`,
    shipmentStatus: status === "completed" ? "delivered" : "in_transit",
    shipmentId: shipment.shipmentId,
    comments: "",
    updatedDate: time(updatedAt),
    serviceProfile: item.listing.profile,
  };
}
