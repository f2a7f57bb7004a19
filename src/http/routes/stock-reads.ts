import { z } from "zod";
import { HubError } from "../../hub/errors.ts";
import { levelTable } from "../../hub/inventory/export-levels.ts";
import { listStockHistory } from "../../hub/inventory/history.ts";
import { listLevels } from "../../hub/inventory/levels.ts";
import { listLowStock, lowStockSorts } from "../../hub/inventory/low-stock.ts";
import { listReservations } from "../../hub/inventory/reservations.ts";
import { explainListing } from "../../hub/listings/explain-stock.ts";
import { listListings } from "../../hub/listings/index.ts";
import { exampleId } from "../document/examples.ts";
import { asAsked, type Route, routes } from "../route.ts";
import { messageSchema, said } from "../../hub/answer-schemas.ts";
import { flag, id, list, page, pageOf } from "../schemas.ts";
import { tableAnswer, tableQuery, tableTypes } from "../table-answer.ts";
import { eitherEnd, levelFilters, movementFilters } from "./list-filters.ts";

const route = routes({ tag: "inventory", reads: "view" });

const levelFields = {
  variantId: id,
  productId: id,
  sku: z.string(),
  title: z.string(),
  locationId: id,
  locationName: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
  reorderPoint: z.int().nullable(),
  reorderQuantity: z.int().nullable(),
  incoming: z.int().describe("on their way by purchase orders"),
  updatedAt: z.string(),
};
const countedAt = z.string().nullable();
const bin = z.string().nullable().describe("where at its location it lies");
const isLow = z.boolean().describe("at or below its reorder point; without one, too little for its pace");
const level = z.object({ ...levelFields, bin, countedAt, isLow }).meta({ id: "Level" });
const lowLevel = z
  .object({
    ...levelFields,
    locationId: id.nullable().describe("null: over all locations, of which there are several"),
    locationName: z.string().nullable(),
    sold: z.int().nullable().describe("in the last 30 days, alone and in bundles"),
    daysOfCover: z.int().nullable().describe("how long it lasts at that pace; null: low by its reorder point"),
    coverDays: z.int().nullable().describe("how long it should last: its supplier's lead time, or two weeks"),
    waiting: z.int().describe("units ordered that nothing could be promised for yet"),
    suggestedQuantity: z
      .int()
      .describe(
        "with what is on its way, brings it above its reorder point and serves who waits; without one, lasts until more comes and a month longer",
      ),
  })
  .meta({ id: "LowLevel" });
const movement = z.object({
  id,
  variantId: id,
  sku: z.string(),
  locationId: id,
  locationName: z.string(),
  cause: z.string(),
  causeRef: z.string(),
  reference: z.string().nullable().describe("the order's, document's or count's number, or what a caller gave"),
  onHandDelta: z.int(),
  reservedDelta: z.int(),
  onHandAfter: z.int(),
  reservedAfter: z.int(),
  orderId: id.nullable(),
  orderNumber: z.string().nullable(),
  documentId: id.nullable(),
  actor: z.string(),
  note: z.string(),
  at: z.string(),
});
const reservation = z.object({
  lineId: id,
  orderId: id,
  orderNumber: z.string(),
  storeId: id.nullable(),
  variantId: id,
  sku: z.string(),
  title: z.string(),
  locationId: id.nullable(),
  reserved: z.int(),
  short: z.int(),
  placedAt: z.string(),
});
const channelState = z.object({
  desired: z.int().nullable(),
  expected: z.int().nullable(),
  observed: z.int().nullable(),
  observedAt: z.string().nullable(),
  sentAt: z.string().nullable(),
  confirmedAt: z.string().nullable(),
  state: z.string(),
  dueAt: z.string().nullable(),
  attempts: z.int(),
  error: z.string().nullable(),
  committed: z.int().nullable().describe("units the channel says its own open orders wait for, where it says"),
  isBeingChecked: z.boolean(),
});

/** Of an item at its channel. */
export const listingIssue = z.object({ blocks: z.boolean(), text: z.string(), sku: z.string().optional() });

export const explanation = z
  .object({
    listingId: id,
    storeId: id,
    variantId: id.nullable(),
    storeName: z.string(),
    issues: z.array(listingIssue).describe("what the channel finds wrong with the item"),
    title: z.string(),
    sku: z.string().nullable(),
    undecided: z
      .object({ ours: z.int().nullable(), theirs: z.int().nullable() })
      .nullable()
      .describe("units Argosy would send and the channel shows, while it is not decided which is right"),
    notPushed: z.array(messageSchema),
    locations: z.array(
      z.object({
        location: z.string(),
        quantity: z.int(),
        steps: z.array(z.object({ label: z.string(), said, value: z.int() })),
        levels: z.array(
          z.object({
            variantId: id,
            sku: z.string(),
            perBundle: z.int(),
            locationId: id,
            location: z.string(),
            onHand: z.int(),
            reserved: z.int(),
            available: z.int(),
            reservedByPrograms: z.int().describe("of what is reserved: units a program holds, not an order"),
          }),
        ),
        channel: channelState.nullable(),
      }),
    ),
    rule: z.object({
      buffer: z.int(),
      percent: z.int().nullable(),
      cap: z.int().nullable(),
      zeroBelow: z.int(),
      keep: z.int().describe("units kept for this channel"),
      isOwn: z.boolean().describe("parts of it are the listing's own"),
    }),
    unwritten: z.array(z.string()).describe("the channel's locations no number is written to"),
  })
  .meta({ id: "StockExplanation", description: "Why a channel is shown this number" });

// One screen of answers: a variant is listed on a handful of stores.
const MOST_EXPLAINED = 100;

/** What is where, what moved it, who holds it, and why a channel shows what it shows. */
export const stockReadRoutes: readonly Route[] = [
  route.get("/inventory/levels", {
    summary: "Units per variant and location",
    query: z.object({ ...page, ...levelFilters }),
    response: pageOf(level),
    handler: ({ tenant, query }) => {
      const { q, variantId, ...filter } = query;
      const variantIds = variantId === undefined ? undefined : [variantId];
      return tenant((tx) => listLevels(tx, { ...filter, variantIds, search: q }));
    },
  }),
  route.get("/inventory/levels/export", {
    summary: "These units as a file: CSV or JSON lines",
    query: z.object({ ...levelFilters, ...tableQuery }),
    produces: tableTypes,
    handler: ({ tenant, query, reply }) => {
      const { q, variantId, format, bom, ...filter } = query;
      const variantIds = variantId === undefined ? undefined : [variantId];
      const table = levelTable(tenant, { ...filter, variantIds, search: q });
      return tableAnswer(reply, { name: "stock", table, style: { format, bom } });
    },
  }),
  route.get("/inventory/low-stock", {
    summary:
      "What is low, at its reorder point or, without one, for its pace: the scarcest first or last, with how many to order",
    query: z.object({
      ...page,
      locationId: id.optional(),
      q: z.string().max(200).optional(),
      sort: z.enum(lowStockSorts).optional().describe("scarcest (default) or leastScarce"),
    }),
    asFile: "low-stock",
    response: pageOf(lowLevel),
    handler: ({ tenant, query: { q, ...filter } }) => tenant((tx) => listLowStock(tx, { ...filter, search: q })),
  }),
  route.get("/inventory/history", {
    summary: "Every movement of stock with its cause, newest first",
    query: z.object({
      ...page,
      ...movementFilters,
    }),
    asFile: "stock-history",
    response: pageOf(movement),
    handler: asAsked(listStockHistory),
  }),
  route.get("/inventory/reservations", {
    summary:
      "Order lines that hold stock or wait for it, newest first; what programs hold stands in /stock-reservations",
    query: z.object({ ...page, variantId: id.optional(), short: flag.optional(), sort: eitherEnd }),
    response: pageOf(reservation),
    handler: asAsked(listReservations),
  }),
  route.get("/inventory/explain", {
    summary: "Why each channel shows the number it shows for a variant, a product's variants, or one channel item",
    example: { query: { variantId: exampleId("variantId") } },
    query: z.object({ variantId: id.optional(), productId: id.optional(), listingId: id.optional() }),
    response: list(explanation),
    handler: async ({ tenant, query, now }) => {
      const { variantId, productId, listingId } = query;
      if ([variantId, productId, listingId].filter((given) => given !== undefined).length !== 1)
        throw new HubError("EXPLAIN_WHAT", "validation", "Name a variantId, a productId or a listingId.", "variantId");
      return tenant(async (tx) => {
        if (listingId !== undefined) return { items: [await explainListing(tx, listingId, now)] };
        const listings = await listListings(tx, { variantId, productId, limit: MOST_EXPLAINED });
        const items = [];
        for (const listing of listings.items) items.push(await explainListing(tx, listing.id, now));
        return { items };
      });
    },
  }),
];
