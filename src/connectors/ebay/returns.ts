/** Goods on their way back, told with their orders. What is decided about a return is decided on eBay's site. */
import type { OrderPart, OrderReturn } from "../../commerce/order.ts";
import type { ReturnReason } from "../../commerce/return-goods.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep } from "../kit/contract/ports.ts";
import { openListSweep } from "../kit/pull/open-list.ts";
import { readExisting, toPartHere } from "./order-read.ts";
import type { Order } from "./order-schemas.ts";
import { askReturn, openReturns, RETURNS_EVERY_MS, type ReturnRequest } from "./return-read.ts";

/** By eBay's ReturnStateEnum; the goods of those left out are not known to have left the buyer. */
const STATES: Readonly<Record<string, OrderReturn["state"]>> = {
  INITIAL: "requested",
  RETURN_REQUESTED: "requested",
  RETURN_REQUESTED_TIMEOUT: "requested",
  RMA_PENDING: "approved",
  RETURN_LABEL_PENDING: "approved",
  RETURN_LABEL_PENDING_TIMEOUT: "approved",
  ITEM_READY_TO_SHIP: "approved",
  ITEM_SHIPPED: "approved",
  ITEM_DELIVERED: "approved",
  AUTO_REFUND_INITIATED: "approved",
  REFUND_INITIATED: "approved",
  REFUND_AS_PAYOUT_INITIATED: "approved",
  REFUND_TIMEOUT: "approved",
  REFUND_FAILED: "approved",
  ITEM_KEPT: "cancelled",
  RETURN_REJECTED: "rejected",
  CLOSED: "completed",
};

/** The buyer sends nothing back: by eBay's BuyerCloseReturnReasonEnum and CloseReturnReasonEnum. */
const TAKEN_BACK = new Set(["BUYER_NO_LONGER_WANTS_RETURN", "BUYER_STARTED_RETURN_ACCIDENTALLY", "BUYER_NO_ACTION"]);

const REASONS: Readonly<Record<string, ReturnReason>> = {
  ARRIVED_DAMAGED: "damaged",
  ARRIVED_LATE: "arrived_late",
  DEFECTIVE_ITEM: "defective",
  DIFFERENT_FROM_LISTING: "not_as_described",
  DOES_NOT_FIT: "does_not_fit",
  FOUND_BETTER_PRICE: "changed_mind",
  MISSING_PARTS: "not_as_described",
  NO_LONGER_NEED_ITEM: "changed_mind",
  NOT_AS_DESCRIBED: "not_as_described",
  ORDERED_ACCIDENTALLY: "changed_mind",
  ORDERED_DIFFERENT_ITEM: "wrong_item",
  ORDERED_WRONG_ITEM: "changed_mind",
  WRONG_SIZE: "does_not_fit",
};

function stateOf({ summary, detail }: ReturnRequest, ctx: Pick<Context, "drift">): OrderReturn["state"] {
  const { state = "" } = summary;
  const { returnCloseReason = "", buyerCloseReason = "" } = detail?.closeInfo ?? {};
  if (state === "CLOSED" && (TAKEN_BACK.has(buyerCloseReason) || TAKEN_BACK.has(returnCloseReason))) return "cancelled";
  const existing = STATES[state];
  // Those of partial refunds and replacements among them: the goods may stay where they are.
  if (existing === undefined && !/^(?:PARTIAL_REFUND|REPLACEMENT|LESS_THAN|PAYOUT)/.test(state))
    ctx.drift({ path: "state", problem: "a state of a return this connector does not know", value: state });
  return existing ?? "requested";
}

/** By the line itself, which eBay also calls the transaction; else by the only line of that listing. */
function linesOf({ creationInfo }: ReturnRequest["summary"], { lineItems }: Order): OrderReturn["lines"] {
  const { itemId, transactionId, returnQuantity } = creationInfo?.item ?? {};
  const ofListing = lineItems.filter(({ legacyItemId }) => legacyItemId !== undefined && legacyItemId === itemId);
  const line =
    lineItems.find(({ lineItemId }) => lineItemId === transactionId) ??
    (ofListing.length === 1 ? ofListing[0] : undefined);
  return line ? [{ lineKey: line.lineItemId, quantity: Math.min(returnQuantity ?? 1, line.quantity) }] : [];
}

function toReturn(request: ReturnRequest, order: Order, ctx: Pick<Context, "drift">): OrderReturn {
  const { summary, detail } = request;
  const reason = summary.creationInfo?.reason;
  const shipment = detail?.returnShipmentInfo;
  const parcel = shipment?.allShipmentTrackings.at(-1) ?? shipment?.shipmentTracking;
  return {
    key: summary.returnId,
    state: stateOf(request, ctx),
    platformStatus: summary.state ?? "",
    reason,
    reasonCode: reason === undefined ? undefined : (REASONS[reason] ?? "other"),
    carrier: parcel?.carrierUsed ?? parcel?.carrierName,
    trackingNumber: parcel?.trackingNumber,
    lines: linesOf(summary, order),
  };
}

async function orderOf(id: string, ctx: Context): Promise<OrderPart | null | undefined> {
  const request = await askReturn(id, ctx);
  if (!request) return request;
  const existing = request.summary.orderId === undefined ? null : await readExisting(request.summary.orderId, ctx);
  if (existing === null) return null;
  const part = await toPartHere(existing.raw, ctx);
  return part === null ? undefined : { ...part, returns: [toReturn(request, existing.order, ctx)] };
}

const openOnes = openListSweep<OrderPart>({
  id: "returns",
  everyMs: RETURNS_EVERY_MS,
  prefix: "",
  list: openReturns,
  get: orderOf,
  isOpen: ({ returns = [] }) => returns.some(({ state }) => state === "requested" || state === "approved"),
});

/** Orders whose returns were opened, have moved on or are over. */
export const returnedOrders: Sweep<OrderPart> = {
  ...openOnes,
  partial: true,
  async *run(input, ctx) {
    // What eBay knows no more is a return's number, which names no order.
    for await (const { goneKeys: _, ...page } of openOnes.run(input, ctx)) yield page;
  },
};
