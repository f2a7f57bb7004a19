/** Reading orders whole: parcels and payments of a hundred orders in one call each. */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { asText, asTree, isGuid, nextCursor, rowsOf, wixCallOrNull, wixQuery } from "./client.ts";
import { type Habits, mapOrder } from "./order-mapping.ts";
import type { WixFulfillment, WixOrder, WixTransactions } from "./order-schemas.ts";
import {
  ESSENTIAL_OF_ORDER,
  ESSENTIAL_OF_PARCELS,
  ESSENTIAL_OF_PAYMENTS,
  fulfillmentsSchema,
  orderSchema,
  transactionsSchema,
} from "./order-schemas.ts";
import { catalogOf, settingOf } from "./shop.ts";
import { type List, type Page, type PagePosition, queryOf } from "./sweeps.ts";

export interface LoadedOrder {
  readonly order: WixOrder;
  readonly fulfillments: readonly WixFulfillment[];
  readonly transactions: WixTransactions;
  readonly part: OrderPart;
}

function habitsOf(connection: ConnectionInfo): Habits {
  return {
    catalog: catalogOf(connection),
    offlineMeans: connection.settings.offlinePaymentMeans === "pending" ? "pending" : "cod",
    pendingTakes: settingOf(connection, "pendingTakesStock", true),
    cancelReturns: settingOf(connection, "restocksOnCancel", true),
  };
}

const byOrder = (rows: readonly Json[]) => new Map(rows.map((row) => [asText(asTree(row)["orderId"]) ?? "", row]));

async function rowsByOrder(subject: "payments" | "fulfillments", orderIds: readonly string[], ctx: Context) {
  if (orderIds.length === 0) return byOrder([]);
  const path = `/ecom/v1/${subject}/list-by-ids`;
  const body = await wixQuery(ctx, `${subject}.list`, path, { orderIds });
  return byOrder(rowsOf(body, subject === "payments" ? "orderTransactions" : "ordersWithFulfillments", ctx));
}

/** What the answer to a command tells of its order, or what it left as it was: not asked for again. */
export interface ReportedOrder {
  readonly order?: Json | undefined;
  readonly transactions?: WixTransactions | undefined;
  readonly fulfillments?: readonly WixFulfillment[] | undefined;
}

/** What the orders of a page need besides themselves; the function it answers reads one of them. */
async function prepareOrders(
  rows: readonly Json[],
  ctx: Context,
  reported: Pick<ReportedOrder, "transactions" | "fulfillments"> = {},
): Promise<(row: Json) => LoadedOrder> {
  const ids = rows.flatMap((row) => asText(asTree(row)["id"]) ?? []);
  const shipped = rows.filter((row) => asTree(row)["fulfillmentStatus"] !== "NOT_FULFILLED");
  const payments = await rowsByOrder("payments", reported.transactions ? [] : ids, ctx);
  const parcels = await rowsByOrder(
    "fulfillments",
    reported.fulfillments ? [] : shipped.flatMap((row) => asText(asTree(row)["id"]) ?? []),
    ctx,
  );
  const habits = habitsOf(ctx.connection);
  return (raw) => {
    const id = asText(asTree(raw)["id"]) ?? "";
    const read = <T>(row: Json | undefined, parse: (row: Json) => T, none: T) =>
      row === undefined ? none : parse(row);
    const what = `order ${id}`;
    const order = parseResponse(orderSchema, raw, { ctx, what, essential: ESSENTIAL_OF_ORDER });
    const transactions = read(
      payments.get(id),
      (row) =>
        parseResponse(transactionsSchema, row, {
          ctx,
          what: `the payments of ${what}`,
          essential: ESSENTIAL_OF_PAYMENTS,
        }),
      reported.transactions ?? { orderId: id, payments: [], refunds: [] },
    );
    const { fulfillments } = read(
      parcels.get(id),
      (row) =>
        parseResponse(fulfillmentsSchema, row, {
          ctx,
          what: `the parcels of ${what}`,
          essential: ESSENTIAL_OF_PARCELS,
        }),
      { orderId: id, fulfillments: [...(reported.fulfillments ?? [])] },
    );
    const source = { order, raw, transactions, fulfillments: fulfillments ?? [], habits };
    const { part, unknown } = mapOrder(source);
    for (const { path, value } of unknown) ctx.drift({ path, problem: `${what}: nobody knows this value`, value });
    return { ...source, part };
  };
}

/** One order whole; null when there is none. */
export async function fetchOrder(key: string, ctx: Context, reported: ReportedOrder = {}): Promise<LoadedOrder | null> {
  if (!isGuid(key)) return null;
  const raw = reported.order ?? (await readRaw(key, ctx));
  return raw === null ? null : (await prepareOrders([raw], ctx, reported))(raw);
}

async function readRaw(key: string, ctx: Context): Promise<Json | null> {
  const body = await wixCallOrNull(ctx, { path: `/ecom/v1/orders/${key}`, operation: "orders.get" });
  return body === null ? null : (asTree(body)["order"] ?? null);
}

/** Parcels as the answer to a command tells them. Undefined: it does not, or not readably, and they are asked for. */
export const parcelsIn = (body: Json): ReportedOrder["fulfillments"] =>
  fulfillmentsSchema.safeParse(asTree(body)["orderWithFulfillments"]).data?.fulfillments ?? undefined;

/** Payments and refunds, as `parcelsIn`. */
export const transactionsIn = (body: Json): ReportedOrder["transactions"] =>
  transactionsSchema.safeParse(asTree(body)["orderTransactions"]).data;

/** A page of a search in the order of change. Orders still being checked out (INITIALIZED) are never found. */
async function page(position: PagePosition, ctx: Context): Promise<Page> {
  const body = await wixQuery(ctx, "orders.list", "/ecom/v1/orders/search", { search: queryOf(position) });
  return { rows: rowsOf(body, "orders", ctx), next: nextCursor(body), sorted: true };
}

export const orderList: List<OrderPart> = {
  changedField: "updatedDate",
  page,
  async prepare(rows, ctx) {
    const read = await prepareOrders(rows, ctx);
    return (row) => read(row).part;
  },
};
