/** Returns, told with their orders. Walmart pays buyers back by itself in many of them. */
import type { OrderPart, OrderReturn } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { ReturnReason } from "../../commerce/return-goods.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { readSingly, rowId } from "../kit/pull/read-each.ts";
import { readOrNull } from "./client.ts";
import { loadOrder } from "./order-read.ts";
import { ESSENTIAL_OF_RETURN, type Return, type ReturnLine, returnPageSchema, returnSchema } from "./order-schemas.ts";
import { RETURN_CANCELLED, RETURN_STATES } from "./statuses.ts";
import type { ListPage, WindowList } from "./sweeps.ts";

const LIMIT = "200";

const iso = (ms: number): string => new Date(ms).toISOString();

function pageIn(body: Json | null, ctx: Context): ListPage {
  if (body === null) return { rows: [], next: undefined, total: 0 };
  const { meta, returnOrders } = parseResponse(returnPageSchema, body, { ctx, what: "the list of returns" });
  return { rows: returnOrders, next: meta?.nextCursor, total: meta?.totalCount ?? undefined };
}

const readReturn = (raw: Json, ctx: Context): Return =>
  parseResponse(returnSchema, raw, { ctx, what: "return", essential: ESSENTIAL_OF_RETURN });

/** Walked with the orders. */
export const returnList: WindowList<OrderPart> = {
  idOf: (row) => rowId(row, "returnOrderId"),
  async first(fromMs, toMs, ctx) {
    const query = [
      ["limit", LIMIT],
      ["returnLastModifiedStartDate", iso(fromMs)],
      // A beginning without an end is refused.
      ["returnLastModifiedEndDate", iso(toMs ?? ctx.shopNow())],
    ] as const;
    return pageIn(await readOrNull(ctx, { url: "/returns", query, operation: "returns.list" }), ctx);
  },
  following: async (next, ctx) =>
    pageIn(await readOrNull(ctx, { url: `/returns${next}`, operation: "returns.list" }), ctx),
  async read(rows, _readAt, ctx) {
    const { items, unread } = await readSingly(rows, (row) => readReturn(row, ctx));
    const orders = new Set(items.flatMap(ordersOf));
    const reported: OrderPart[] = [];
    for (const key of orders) {
      const part = (await loadOrder(key, ctx))?.part;
      if (part) reported.push(withReturns(part, items, ctx));
    }
    return { items: reported, unread: unread.length };
  },
};

const ordersOf = ({ returnOrderLines }: Return): readonly string[] =>
  returnOrderLines.flatMap(({ purchaseOrderId: key }) => key ?? []);

/** A return may hold lines of several purchase orders: each is told its own. */
export const withReturns = (part: OrderPart, returns: readonly Return[], ctx: Pick<Context, "drift">): OrderPart => ({
  ...part,
  returns: returns.flatMap((one) => {
    const lines = one.returnOrderLines.filter(({ purchaseOrderId: key }) => key === part.orderKey);
    return lines.length === 0 ? [] : [toReturn(one, lines, ctx)];
  }),
});

/** The returns of a buyer's order; none where Walmart knows none. */
export async function returnsOf(query: readonly [string, string], ctx: Context): Promise<readonly Return[]> {
  const body = await readOrNull(ctx, {
    url: "/returns",
    query: [query, ["limit", LIMIT]],
    operation: "returns.list",
  });
  return pageIn(body, ctx).rows.map((row) => readReturn(row, ctx));
}

const REASONS: Readonly<Record<string, ReturnReason>> = {
  ARRIVED_LATE: "arrived_late",
  BOUGHT_ANOTHER_SIZE_OR_COLOR: "does_not_fit",
  BOUGHT_SOMEWHERE_ELSE: "changed_mind",
  DAMAGED: "damaged",
  DEFECTIVE: "defective",
  DUPLICATE_ITEM: "changed_mind",
  INADEQUATE_QUALITY: "not_as_described",
  INCORRECT_ITEM: "wrong_item",
  LOST_IN_TRANSIT: "undelivered",
  LOWER_PRICE: "changed_mind",
  NOT_AS_DESCRIBED: "not_as_described",
  NO_LONGER_WANTED: "changed_mind",
  RETURN_TO_SENDER: "undelivered",
  SHIPPING_BOX_DAMAGED: "damaged",
  TRIED_TO_CANCEL: "changed_mind",
  "WRONG_SIZE/POOR_FIT": "does_not_fit",
};

export const isCancelled = ({ status, returnTrackingDetail: events }: ReturnLine): boolean =>
  status === "CANCELLED" || events.some(({ eventTag }) => eventTag === RETURN_CANCELLED);

export const unitsOf = ({ quantity }: ReturnLine): number => Math.max(0, Math.trunc(quantity?.measurementValue ?? 0));

function toReturn(reported: Return, lines: readonly ReturnLine[], ctx: Pick<Context, "drift">): OrderReturn {
  const [first] = lines;
  const status = first?.status ?? "";
  const isOver = lines.every(isCancelled);
  const existing = RETURN_STATES[status];
  if (existing === undefined && !isOver)
    ctx.drift({ path: "status", problem: "a state of a return this connector does not know", value: status });
  const isDone = lines.every((line) => isCancelled(line) || RETURN_STATES[line.status ?? ""] === "completed");
  const carrier = reported.returnLineGroups.flatMap(({ labels }) => labels).flatMap((one) => one.carrierInfoList)[0];
  const reason = first?.returnReason;
  return {
    key: reported.returnOrderId,
    // Of a state nobody knows, the goods may still be under way.
    state: isOver
      ? "cancelled"
      : isDone
        ? "completed"
        : existing === "completed"
          ? "approved"
          : (existing ?? "requested"),
    platformStatus: isOver ? RETURN_CANCELLED : status,
    reason,
    reasonCode: reason === undefined ? undefined : REASONS[reason],
    carrier: carrier?.carrierName,
    trackingNumber: carrier?.trackingNo,
    lines: lines
      .filter((line) => isOver || !isCancelled(line))
      .flatMap((line) => {
        const lineKey = line.purchaseOrderLineNumber;
        return lineKey ? [{ lineKey, quantity: unitsOf(line) }] : [];
      }),
  };
}
