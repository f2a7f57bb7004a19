/** Returns: the list by time of change, and refunding one. */
import { formatDecimal } from "../../commerce/money.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { notifyReturn } from "./notices.ts";
import { byCursor, notFound, ok, problem, refuse } from "./replies.ts";
import { CURRENCY, type State, type StoredLine, type StoredOrder, type StoredReturn, touch } from "./state.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

export function handleReturns(request: SandboxRequest, state: State): SandboxReply | null {
  const [, , subject, id, action] = request.path.split("/");
  if (subject !== "returns") return null;
  if (request.method === "GET" && id === undefined) return list(request, state);
  const one = state.returns.get(id ?? "");
  if (one === undefined || action !== "refund" || request.method !== "POST") return notFound;
  return issue(request, one, state);
}

function list(request: SandboxRequest, state: State): SandboxReply {
  const { query } = request;
  const [from, to] = [query.get("returnLastModifiedStartDate"), query.get("returnLastModifiedEndDate")];
  if ((from === null) !== (to === null)) return problem(400, "INVALID_REQUEST_PARAM", "Start and end go together");
  const found = [...state.returns.values()]
    .filter((one) => from === null || (one.updatedAt >= Date.parse(from) && one.updatedAt <= Date.parse(to ?? "")))
    .filter((one) => [null, one.order.customerOrderId].includes(query.get("customerOrderId")))
    .filter((one) => [null, one.id].includes(query.get("returnOrderId")));
  if (found.length === 0) return notFound;
  const { page, meta } = byCursor(request, state, { all: found, limit: 10, most: 200, words: { sellerId: "8" } });
  return ok({ meta, returnOrders: page.map(view) });
}

/** With the taxes of the returned units. */
const worthOf = (line: StoredLine, units: number): bigint => {
  const all = line.charges.reduce(
    (sum, { type, minor, tax = 0n }) => sum + (type === "PRODUCT" ? minor + tax : 0n),
    0n,
  );
  return (all * BigInt(units)) / BigInt(line.quantity);
};

const money = (minor: bigint): object => ({
  currencyAmount: Number(formatDecimal({ minor, currency: CURRENCY })),
  currencyUnit: CURRENCY,
});

function view(one: StoredReturn): object {
  return {
    returnOrderId: one.id,
    customerEmailId: "buyer@relay.walmart.com",
    customerName: { firstName: "Ada", lastName: "Lovelace" },
    customerOrderId: one.order.customerOrderId,
    returnOrderDate: iso(one.createdAt),
    returnByDate: iso(one.createdAt + 30 * 86_400_000),
    returnType: "REFUND",
    refundMode: "POST_DELIVERY",
    totalRefundAmount: money(one.lines.reduce((sum, { line, quantity }) => sum + worthOf(line, quantity), 0n)),
    returnLineGroups: [
      {
        groupNo: 1,
        returnLines: one.lines.map((_, index) => ({ returnOrderLineNumber: index + 1 })),
        labels: [
          {
            labelImageURL: "https://i5.walmartimages.com/label.png",
            carrierInfoList: [
              {
                carrierId: "11",
                carrierName: "FEDEX",
                serviceType: "FedEx Ground",
                trackingNo: `78561${one.id.slice(-7)}`,
              },
            ],
          },
        ],
        returnExpectedFlag: true,
      },
    ],
    returnOrderLines: one.lines.map((line, index) => lineView(one, line, index)),
    returnChannel: { channelName: "IN_STORE" },
  };
}

function lineView(
  one: StoredReturn,
  { line, quantity, refunded }: StoredReturn["lines"][number],
  index: number,
): object {
  return {
    returnOrderLineNumber: index + 1,
    salesOrderLineNumber: Number(line.number),
    returnReason: "DAMAGED",
    purchaseOrderId: one.order.id,
    purchaseOrderLineNumber: Number(line.number),
    item: { sku: line.item.sku, condition: "New", productName: line.item.title },
    charges: [],
    quantity: { unitOfMeasure: "EACH", measurementValue: quantity },
    cancellableQty: 0,
    refundedQty: refunded,
    rechargeableQty: 0,
    refundChannel: one.channel,
    returnExpectedFlag: true,
    isFastReplacement: false,
    isKeepIt: false,
    returnTrackingDetail: one.events.map((eventTag, sequenceNo) => ({
      sequenceNo,
      eventTag,
      eventDescription: eventTag,
      eventTime: iso(one.updatedAt),
      references: [],
    })),
    status: one.status,
    statusTime: iso(one.updatedAt),
    ...(refunded > 0 ? { currentRefundStatus: "REFUND_INITIATED" } : {}),
  };
}

function issue(request: SandboxRequest, one: StoredReturn, state: State): SandboxReply {
  const { refundLines = [] } = request.json() as {
    refundLines?: { returnOrderLineNumber: number; quantity?: { measurementValue: number } }[];
  };
  const group = state.id();
  for (const requested of refundLines) {
    const line = one.lines[requested.returnOrderLineNumber - 1];
    if (line === undefined) refuse("INVALID_REQUEST_CONTENT", "No such line");
    const units = requested.quantity?.measurementValue ?? line.quantity - line.refunded;
    if (units > line.quantity - line.refunded) refuse("INVALID_REQUEST_CONTENT", "The units have been refunded");
    payBack(line.line, units, group);
    line.refunded += units;
  }
  Object.assign(one, {
    status: "COMPLETED",
    events: [...one.events, "REFUND_INITIATED"],
    updatedAt: state.clock.now(),
  });
  touch(state, one.order);
  return ok({ returnOrderId: one.id, customerOrderId: one.order.customerOrderId, refundLines });
}

function payBack(line: StoredLine, units: number, group: number): void {
  for (const one of line.charges.filter(({ type }) => type === "PRODUCT")) {
    const share = (minor: bigint) => -(minor * BigInt(units)) / BigInt(line.quantity);
    const tax = one.tax === undefined ? undefined : share(one.tax);
    line.refunds.push({ reason: "Customer returned item", charge: { ...one, minor: share(one.minor), tax }, group });
  }
}

export function open(
  state: State,
  order: StoredOrder,
  lines: readonly { readonly line: StoredLine; readonly quantity: number }[],
): StoredReturn {
  const now = state.clock.now();
  const one: StoredReturn = {
    id: `1037380489${String(state.id()).padStart(8, "0")}`,
    ...{ order, createdAt: now, updatedAt: now, status: "INITIATED", events: ["RETURN_INITIATED"] },
    channel: state.platform.refundChannel,
    lines: lines.map((each) => ({ ...each, refunded: 0 })),
  };
  state.returns.set(one.id, one);
  notifyReturn(state, one);
  return one;
}

/** A refund of all of a line makes a return of its own, which is at its end. */
export function fullyRefunded(state: State, order: StoredOrder, line: StoredLine): void {
  const one = open(state, order, [{ line, quantity: line.quantity }]);
  Object.assign(one, { status: "COMPLETED", events: ["REFUND_ISSUED"] });
  for (const each of one.lines) each.refunded = each.quantity;
  line.returnId = one.id;
}
