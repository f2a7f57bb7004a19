/** Return requests over the state: searched by when they were opened, told whole one by one. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { failure, ok } from "./replies.ts";
import { digits, now, type State, type StoredOrder, type StoredReturn } from "./state.ts";

const DAY_MS = 86_400_000;

export function returns({ method, query }: SandboxRequest, state: State, [key = ""]: readonly string[]): SandboxReply {
  if (method !== "GET") return failure(404, 2002, "Resource not found");
  if (key === "search") return search(query, state);
  const found = state.returns.get(key);
  if (!found) return failure(404, 1500, "There is no such return.");
  // One or the other, the whole one where nothing is asked for (eBay's reference, GetReturnFieldGroupEnum).
  const group = query.get("fieldgroups") ?? "FULL";
  return ok(group === "SUMMARY" ? { summary: summaryOf(found) } : { detail: detailOf(found) });
}

function search(query: URLSearchParams, state: State): SandboxReply {
  const limit = Number(query.get("limit") ?? 25);
  const from = Date.parse(query.get("creation_date_range_from") ?? "");
  if (!(limit >= 1 && limit <= 200)) return failure(400, 1505, "The request is not valid.");
  if (!(from > state.clock.now() - 550 * DAY_MS)) return failure(400, 1505, "The date is not valid.");
  // Without an end it looks 90 days ahead from there (eBay's reference, Search Returns).
  const to = query.has("creation_date_range_to")
    ? Date.parse(query.get("creation_date_range_to") ?? "")
    : from + 90 * DAY_MS;
  if (!(to > from)) return failure(400, 1505, "The date is not valid.");
  const offset = Number(query.get("offset") ?? 0);
  const isWithin = (openedAt: number) => openedAt >= from && openedAt <= to;
  const isRequested = ({ state: at }: StoredReturn) => query.get("return_state") !== "ALL_OPEN" || at !== "CLOSED";
  const found = [...state.returns.values()].filter((one) => isRequested(one) && isWithin(Date.parse(one.openedAt)));
  return ok({
    members: found.slice(offset, offset + limit).map(summaryOf),
    paginationOutput: { limit, offset, totalEntries: found.length, totalPages: Math.ceil(found.length / limit) },
  });
}

const summaryOf = (one: StoredReturn): object => ({
  returnId: one.id,
  orderId: one.orderId,
  buyerLoginName: "sandbox_buyer",
  currentType: "MONEY_BACK",
  state: one.state,
  status: one.state === "CLOSED" ? "CLOSED" : "READY_FOR_SHIPPING",
  creationInfo: {
    item: { itemId: one.itemId, transactionId: one.lineItemId, returnQuantity: one.quantity },
    type: "MONEY_BACK",
    reason: "DEFECTIVE_ITEM",
    reasonType: "SNAD",
    comments: { content: "It does not work." },
    creationDate: { value: one.openedAt },
  },
  sellerTotalRefund: { estimatedRefundAmount: one.amount },
  ...(one.state === "CLOSED"
    ? {}
    : { sellerResponseDue: { activityDue: "SELLER_APPROVE_REQUEST", respondByDate: { value: one.respondBy } } }),
});

const detailOf = (one: StoredReturn): object => ({
  marketplaceId: one.site,
  buyerLoginName: "sandbox_buyer",
  returnShipmentInfo: {
    shipmentTracking: { carrierName: "USPS", trackingNumber: "9302010584700053503681", deliveryStatus: "UNKNOWN" },
  },
  ...(one.closedBy === null ? {} : { closeInfo: { returnCloseReason: one.closedBy, buyerCloseReason: "UNKNOWN" } }),
});

/** The buyer asks to send units of one line back. Answers the return's number. */
export function openReturn(
  state: State,
  order: StoredOrder,
  [requested]: readonly { readonly sku: string; readonly quantity: number }[],
): string {
  const line = order.lines.find(({ sku }) => sku === requested?.sku);
  if (!line || !requested) throw new RangeError("The sandbox's order has no such line.");
  const id = digits(state, 10);
  state.returns.set(id, {
    id,
    orderId: order.id,
    site: order.site,
    itemId: line.listingId,
    lineItemId: line.id,
    quantity: requested.quantity,
    amount: { value: Number(line.cost.value), currency: line.cost.currency },
    openedAt: now(state),
    respondBy: new Date(state.clock.now() + 3 * DAY_MS).toISOString(),
    state: "RETURN_REQUESTED",
    closedBy: null,
  });
  return id;
}

export function endReturn(state: State, id: string, end: "completed" | "cancelled"): void {
  const found = state.returns.get(id);
  if (!found) throw new RangeError(`The sandbox has no return "${id}".`);
  found.state = "CLOSED";
  found.closedBy = end === "completed" ? "AUTO_REFUNDED" : "BUYER_NO_ACTION";
}
