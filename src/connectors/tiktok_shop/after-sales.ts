/** Cancellations and returns stand beside the orders: a read of an order looks them up (sheet section 5). */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { call } from "./client.ts";
import {
  type Cancellation,
  cancellationSchema,
  ESSENTIAL_OF_CANCELLATION,
  ESSENTIAL_OF_RETURN,
  type Order,
  pageRows,
  type Return,
  returnSchema,
} from "./schemas.ts";

export interface AfterSales {
  readonly returns: readonly Return[];
  readonly cancellations: readonly Cancellation[];
}

export const NO_AFTER_SALES: AfterSales = { returns: [], cancellations: [] };

/** Rows of a page, and the most orders asked about at once. */
const PAGE = 50;

export interface Book<T> {
  readonly path: string;
  readonly operation: string;
  readonly rows: string;
  read(row: Json, ctx: Pick<Context, "drift">): T;
}

export const returnBook: Book<Return> = {
  path: "/return_refund/202309/returns/search",
  operation: "returns.search",
  rows: "return_orders",
  read: (row, ctx) => parseResponse(returnSchema, row, { ctx, what: "return", essential: ESSENTIAL_OF_RETURN }),
};

export const cancellationBook: Book<Cancellation> = {
  path: "/return_refund/202309/cancellations/search",
  operation: "cancellations.search",
  rows: "cancellations",
  read: (row, ctx) =>
    parseResponse(cancellationSchema, row, { ctx, what: "cancellation", essential: ESSENTIAL_OF_CANCELLATION }),
};

/** What is claimed for these orders, by order id. Only those are asked about that can have any. */
export async function afterSalesOf(orders: readonly Order[], ctx: Context): Promise<ReadonlyMap<string, AfterSales>> {
  const returns = await entries(returnBook, orders.filter(mayHaveReturns), ctx);
  const cancellations = await entries(cancellationBook, orders.filter(mayHaveCancellations), ctx);
  return new Map(
    orders.map(({ id }) => [
      id,
      {
        returns: returns.filter((one) => one.order_id === id),
        cancellations: cancellations.filter((one) => one.order_id === id),
      },
    ]),
  );
}

/** Cancellations and returns need a permission of their own. */
export const seesAfterSales = ({ connection }: Pick<Context, "connection">): boolean => {
  const { missing } = connection.facts;
  return !Array.isArray(missing) || !missing.includes("seller.return_refund.basic");
};

const BEFORE_SHIPPING = new Set(["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "CANCELLED"]);

const mayHaveReturns = ({ status }: Order): boolean => !BEFORE_SHIPPING.has(status);

function mayHaveCancellations(order: Order): boolean {
  if (order.is_buyer_request_cancel === true) return true;
  if (order.status === "CANCELLED") return order.paid_time !== undefined && order.is_cod !== true;
  return order.line_items.some(({ display_status }) => display_status === "CANCELLED");
}

async function entries<T>(book: Book<T>, orders: readonly Order[], ctx: Context): Promise<T[]> {
  if (orders.length === 0 || !seesAfterSales(ctx)) return [];
  const found: T[] = [];
  for (const some of chunks(orders, PAGE)) {
    let token = "";
    do {
      const query: [string, string][] = [["page_size", String(PAGE)]];
      if (token !== "") query.push(["page_token", token]);
      const json = { order_ids: some.map(({ id }) => id) };
      const { path: url, operation } = book;
      const data = await call({ method: "POST", url, query, json, operation, safe: true }, ctx);
      const page = pageRows(data, book.rows, { ctx, what: operation });
      found.push(...page.rows.flatMap((row) => readable(book, row, ctx)));
      token = page.next ?? "";
    } while (token !== "");
  }
  return found;
}

/** One claim that cannot be read is reported as drift and left out: its order is told all the same. */
function readable<T>(book: Book<T>, row: Json, ctx: Context): T[] {
  try {
    return [book.read(row, ctx)];
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "drift") throw error;
    return [];
  }
}
