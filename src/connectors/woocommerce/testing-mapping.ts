/** For tests: an order as the shop tells it, mapped. */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { parseJson } from "../kit/parse/json.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { mapOrder } from "./order-mapping.ts";
import { fulfilmentSchema, orderSchema, refundSchema } from "./schemas.ts";

export function map(
  raw: Json,
  more: { refunds?: readonly Json[]; fulfilments?: readonly Json[]; managesStock?: boolean; holdMinutes?: number } = {},
): OrderPart {
  const order = parseResponse(orderSchema, raw, { what: "order" });
  const refunds = more.refunds?.map((one) => parseResponse(refundSchema, one, { what: "refund" })) ?? null;
  return mapOrder({
    order,
    raw,
    refunds,
    fulfilments: (more.fulfilments ?? []).map((one) => parseResponse(fulfilmentSchema, one, { what: "fulfilment" })),
    parentSkus: new Map(),
    managesStock: more.managesStock ?? true,
    holdMinutes: more.holdMinutes ?? 60,
  }).part;
}

export const line = (more: object = {}) => ({
  id: 1,
  name: "Mug",
  product_id: 13,
  variation_id: 0,
  quantity: 2,
  subtotal: "20.00",
  subtotal_tax: "4.20",
  total: "20.00",
  total_tax: "4.20",
  sku: "MUG",
  meta_data: [],
  ...more,
});
export const order = (more: object = {}): Json =>
  parseJson(
    JSON.stringify({
      id: 7,
      number: "7",
      status: "processing",
      currency: "EUR",
      prices_include_tax: false,
      date_created_gmt: "2026-11-20T07:00:00",
      date_modified_gmt: "2026-11-20T07:00:01",
      date_paid_gmt: null,
      date_completed_gmt: null,
      shipping_total: "0.00",
      shipping_tax: "0.00",
      total: "24.20",
      total_tax: "4.20",
      customer_id: 0,
      payment_method: "bacs",
      payment_method_title: "",
      transaction_id: "",
      billing: {},
      shipping: {},
      meta_data: [],
      line_items: [line()],
      fee_lines: [],
      refunds: [],
      ...more,
    }),
  );
