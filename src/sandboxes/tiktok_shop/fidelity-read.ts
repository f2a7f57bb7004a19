/** How the connector reads each kind of answer; the official samples have to pass through it. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import { anyJson, parseResponse } from "../../connectors/kit/parse/parse.ts";
import { NO_AFTER_SALES } from "../../connectors/tiktok_shop/after-sales.ts";
import { toCategory } from "../../connectors/tiktok_shop/categories.ts";
import { feesOf } from "../../connectors/tiktok_shop/fees.ts";
import { toOrderPart } from "../../connectors/tiktok_shop/order-mapping.ts";
import { toProduct } from "../../connectors/tiktok_shop/product-mapping.ts";
import {
  cancellationSchema,
  pageRows,
  productRow,
  returnSchema,
  shopsSchema,
  warehousesSchema,
} from "../../connectors/tiktok_shop/schemas.ts";

const ctx = { drift: () => undefined };

const rows = (name: string, read: (row: Json) => unknown) => (data: Json) => {
  for (const row of pageRows(data, name, { ctx, what: name }).rows) read(row);
};

const orders = rows("orders", (row) => toOrderPart(row, NO_AFTER_SALES, ctx));
const whole = (schema: z.ZodType) => (data: Json) => parseResponse(schema, data, { ctx, what: "sample" });

const READERS: Readonly<Record<string, (data: Json) => unknown>> = {
  "authorization/get-authorized-shops": whole(shopsSchema),
  "logistics/get-warehouse-list": whole(warehousesSchema),
  "products/get-categories": rows("categories", (row) => toCategory(row, ctx)),
  "products/get-product": (data) => toProduct(data, ctx),
  "products/search-products": rows("products", (row) => parseResponse(productRow, row, { ctx, what: "product" })),
  "orders/get-order-list": orders,
  "orders/get-order-detail": orders,
  "return-and-refund/search-returns": rows("return_orders", (row) =>
    parseResponse(returnSchema, row, { ctx, what: "return" }),
  ),
  "return-and-refund/search-cancellations": rows("cancellations", (row) =>
    parseResponse(cancellationSchema, row, { ctx, what: "cancellation" }),
  ),
  "finance/get-transactions-by-statement": (data) => {
    const statement = { id: "1", statement_time: 1, currency: "GBP" };
    const { transactions } = parseResponse(z.object({ transactions: z.array(anyJson) }), data, { ctx, what: "sample" });
    return transactions.flatMap((row) => feesOf(row, statement, ctx));
  },
};

/** Undefined: an answer the connector takes no fields from. */
export const readersOf = (endpoint: string): ((data: Json) => unknown) | undefined => READERS[endpoint];
