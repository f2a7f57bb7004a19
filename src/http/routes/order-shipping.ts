import { randomUUID } from "node:crypto";
import { z } from "zod";
import { answer } from "../../hub/answer-schemas.ts";
import { orderCommandSchema } from "../../hub/orders/detail.ts";
import { packedOrders } from "../../hub/orders/packing.ts";
import { type ParcelResult, shipMany } from "../../hub/orders/ship-many.ts";
import { withoutText } from "../problem.ts";
import { type Route, routes } from "../route.ts";
import type { RefusedRow } from "../rows.ts";
import { id, list, severalOf } from "../schemas.ts";
import { options, orderState, orderSummary } from "./order-schemas.ts";

const route = routes({ tag: "orders", reads: "view", changes: "pack_orders" });

const parcel = z.strictObject({
  order: z.string().trim().min(1).max(200).describe("its id, its number here, or its number on the channel"),
  carrier: z.string().trim().max(100).optional(),
  trackingNumbers: z.array(z.string().trim().min(1).max(200)).max(50).default([]),
  trackingUrl: z.url({ protocol: /^https?$/ }).optional(),
});

const result = z.object({
  order: orderSummary.nullable().describe("null where no order, or several, go by this name"),
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

const packedItem = z.object({
  lineId: id,
  variantId: id.nullable(),
  sku: z.string().nullable(),
  barcode: z.string().nullable(),
  title: z.string(),
  options: options.describe("what the buyer chose or typed"),
  imageUrl: z.string().nullable(),
  locationName: z.string().nullable().describe("where its units are reserved"),
  bin: z.string().nullable().describe("where at its location they lie"),
  quantity: z.int(),
  left: z.int().describe("units that have not left"),
  packed: z.int().describe("of them, those in a closed parcel"),
  asksSerial: z.boolean().describe("each unit is packed with its serial number"),
  serials: z.array(z.string()).describe("of the units that were packed"),
  asksLot: z.boolean().describe("each unit is packed with the number of its lot"),
  areLotsKnown: z.boolean().describe("lots of it were entered: others are refused at the scan station"),
  lots: z
    .array(
      z.object({
        lot: z.string(),
        expiresOn: z.string().nullable().describe("YYYY-MM-DD, the last day it may be shipped"),
        isBlocked: z.boolean().describe("recalled"),
        units: z.int(),
      }),
    )
    .describe("left where its units are reserved, first expired first; none of items that ask for no lots"),
  packedLots: z
    .array(z.object({ lot: z.string(), expiresOn: z.string().nullable(), units: z.int() }))
    .describe("of the units that were packed"),
});

/** An order as whoever packs it sees it. */
export const packedOrder = z
  .object({
    id,
    number: z.string(),
    platformNumber: z.string(),
    storeId: id.nullable().describe("null: made here"),
    storeName: z.string().nullable(),
    placedAt: z.string(),
    shippingAddress: z.record(z.string(), z.unknown()).nullable(),
    note: z.string().nullable(),
    options: options.describe("what the buyer chose or typed for the whole order"),
    state: orderState,
    usesStock: z.boolean().describe("false: it was excluded from stock, and its units are not counted here"),
    packedAt: z.string().nullable().describe("the last time it was scanned to the end"),
    packedBy: z.string().nullable(),
    batchId: id.nullable().describe("the open batch it is in"),
    batchNumber: z.string().nullable(),
    tote: z.int().nullable(),
    packageId: id.nullable().describe("the package a rule chose for it (GET /package-presets)"),
    togetherWith: z
      .array(z.string())
      .describe("numbers of the orders that are merged with it: they go in the same parcel"),
    items: z.array(packedItem).describe("ours to pack; what the marketplace sends is not among them"),
    tooMuch: z
      .array(z.object({ lineId: id, sku: z.string().nullable(), title: z.string(), units: z.int() }))
      .describe("in closed parcels, and no longer wanted: they are opened, and all of it is packed again"),
  })
  .meta({ id: "PackedOrder" });

/** Many orders leave at once, each with its parcel. */
export const orderShippingRoutes: readonly Route[] = [
  route.get("/orders/packing", {
    summary: "What is packed of up to 200 orders and where each goes, for picking lists and packing slips",
    query: z.object({ orderIds: severalOf(id).refine((ids) => ids === undefined || ids.length <= 200) }),
    response: list(packedOrder),
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
