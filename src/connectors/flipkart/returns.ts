/** Returns (v2) bring the shipments they belong to: what became of their items stands there. */
import type { OrderPart, OrderReturn } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { type ReturnItem, returnItemSchema, returnPageSchema } from "./schemas.ts";
import { shipmentsBy, underSellers } from "./shipment-reads.ts";

const RETURNS = "/sellers/v2/returns";

export interface ReturnPage {
  readonly items: readonly ReturnItem[];
  /** The shipments they name. */
  readonly rows: readonly Json[];
  readonly next: string;
}

/** A page of returns (25 of them); `next` is "" for the first. */
export async function returnPage(
  what: { readonly source: string; readonly from: string; readonly to: string },
  next: string,
  ctx: Context,
): Promise<ReturnPage> {
  const query = [
    ["source", what.source],
    ["modifiedAfter", what.from],
    ["modifiedBefore", what.to],
  ] as const;
  const page = await readReturns(next === "" ? { url: RETURNS, query } : { url: underSellers(next) }, ctx);
  return { ...page, rows: await shipmentsOf(page.items, ctx) };
}

/** One return's items; none where the account is not shown it. */
export async function returnItems(returnId: string, ctx: Context): Promise<readonly ReturnItem[]> {
  return (await readReturns({ url: RETURNS, query: [["returnIds", returnId]] }, ctx)).items;
}

async function readReturns(
  call: { readonly url: string; readonly query?: readonly (readonly [string, string])[] },
  ctx: Context,
): Promise<Omit<ReturnPage, "rows">> {
  const { body } = await ctx.http.json({ method: "GET", ...call, operation: "returns.list" });
  const page = parseResponse(returnPageSchema, body, { ctx, what: "the list of returns" });
  const items = page.returnItems.map((item) => parseResponse(returnItemSchema, item, { ctx, what: "a return" }));
  return { items, next: page.hasMore ? (page.nextUrl ?? "") : "" };
}

/** The parts with the returns of their lines. */
export function withReturns(parts: readonly OrderPart[], items: readonly ReturnItem[]): OrderPart[] {
  return parts.map((part) => {
    const keys = new Set(part.lines.map(({ key }) => key));
    const own = items.filter(({ orderItemId, returnId }) => returnId !== undefined && keys.has(orderItemId ?? ""));
    const returns = [...Map.groupBy(own, ({ returnId }) => returnId ?? "")].map(([key, some]) =>
      returnOf(key, some, part),
    );
    return returns.length > 0 ? { ...part, returns } : part;
  });
}

function returnOf(key: string, items: readonly ReturnItem[], part: OrderPart): OrderReturn {
  const [first] = items;
  const units = ({ orderItemId, quantity }: ReturnItem) =>
    quantity ?? part.lines.find((line) => line.key === orderItemId)?.fulfilledQuantity ?? 0;
  return {
    key,
    state: stageOf(first?.status),
    platformStatus: first?.status ?? "",
    reason: [first?.reason, first?.subReason].filter(Boolean).join(": ") || undefined,
    carrier: first?.courierName,
    trackingNumber: first?.trackingId,
    lines: items.flatMap((item) =>
      item.orderItemId === undefined ? [] : [{ lineKey: item.orderItemId, quantity: units(item) }],
    ),
  };
}

/** The list's words are published nowhere; those of the notifications tell which end there is. */
function stageOf(status = ""): OrderReturn["state"] {
  if (/complete/i.test(status)) return "completed";
  if (/cancel/i.test(status)) return "cancelled";
  return /reject/i.test(status) ? "rejected" : "approved";
}

/** The shipments return items belong to, by shipment where it is named, else by order item. */
export async function shipmentsOf(
  items: readonly { readonly shipmentId?: string | undefined; readonly orderItemId?: string | undefined }[],
  ctx: Context,
): Promise<readonly Json[]> {
  const byShipment = items.flatMap(({ shipmentId }) => shipmentId ?? []);
  const byItem = items.flatMap(({ shipmentId, orderItemId }) => (shipmentId === undefined ? (orderItemId ?? []) : []));
  return [...(await shipmentsBy("shipmentIds", byShipment, ctx)), ...(await shipmentsBy("orderItemIds", byItem, ctx))];
}
