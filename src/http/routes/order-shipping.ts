import { randomUUID } from "node:crypto";
import { z } from "zod";
import { answer } from "../../hub/answer-schemas.ts";
import { orderCommandSchema } from "../../hub/orders/order-fields/order-schema.ts";
import { orderSummarySchema } from "../../hub/orders/order-fields/summary-schema.ts";
import { packedOrderSchema } from "../../hub/orders/packed-order.ts";
import { packedOrders } from "../../hub/orders/packing.ts";
import { type ParcelResult, shipMany } from "../../hub/orders/ship-many.ts";
import { withoutText } from "../problem.ts";
import { type Route, routes } from "../route.ts";
import type { RefusedRow } from "../rows.ts";
import { id, list, severalOf } from "../schemas.ts";

const route = routes({ tag: "orders", reads: "view", changes: "pack_orders" });

const parcel = z.strictObject({
  order: z.string().trim().min(1).max(200).describe("its id, its number here, or its number on the channel"),
  carrier: z.string().trim().max(100).optional(),
  trackingNumbers: z.array(z.string().trim().min(1).max(200)).max(50).default([]),
  trackingUrl: z.url({ protocol: /^https?$/ }).optional(),
});

const result = z.object({
  order: orderSummarySchema.nullable().describe("null where no order, or several, go by this name"),
  command: orderCommandSchema.optional(),
  error: z.object({ code: z.string(), message: z.string(), field: z.string(), said: answer.optional() }).optional(),
});

const shipping = {
  body: z.strictObject({
    parcels: z.array(parcel).min(1).max(200),
    notifyCustomer: z.boolean().default(false),
    evenIfShort: z.boolean().default(false).describe("ships units that are not in stock by the hub's count"),
  }),
  response: z.object({ results: z.array(result) }),
  rows: {
    in: ["parcels"],
    refused: ({ code, field, message }: RefusedRow) => ({ order: null, error: { code, message, field } }),
  },
} as const;

/** Many orders leave at once, each with its parcel. */
export const orderShippingRoutes: readonly Route[] = [
  route.get("/orders/packing", {
    summary: "What is packed of up to 200 orders and where each goes, for picking lists and packing slips",
    query: z.object({ orderIds: severalOf(id).refine((ids) => ids === undefined || ids.length <= 200) }),
    response: list(packedOrderSchema),
    handler: async ({ tenant, query }) => ({ items: await tenant((tx) => packedOrders(tx, query.orderIds ?? [])) }),
  }),
  route.post("/orders/ship", {
    ...shipping,
    summary: "Ship all that is left of up to 200 orders, each with its carrier and tracking; one result a row",
    handler: async ({ tenant, body, access, now, idempotencyKey, deps }) => {
      const requested = { ...body, idempotencyKey: idempotencyKey ?? randomUUID(), actor: access.actor, now };
      const results = await tenant((tx) => shipMany(tx, { ...requested, dryRun: false }));
      await deps.engine.wake(access.organization);
      return answerOf(results);
    },
  }),
  route.post("/orders/ship/check", {
    ...shipping,
    summary: "What shipping these orders would refuse, row by row; nothing is asked for",
    audited: false,
    handler: async ({ tenant, body, access, now }) => {
      const requested = { ...body, idempotencyKey: randomUUID(), actor: access.actor, now };
      return answerOf(await tenant((tx) => shipMany(tx, { ...requested, dryRun: true })));
    },
  }),
];

function answerOf(results: readonly ParcelResult[]) {
  return {
    results: results.map(({ error, ...rest }) => ({
      ...rest,
      ...(error && {
        error: {
          code: error.code,
          message: error.message,
          field: error.field ?? "",
          said: error.said && withoutText(error.said),
        },
      }),
    })),
  };
}
