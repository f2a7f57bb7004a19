import { z } from "zod";
import { HubError } from "../../hub/errors.ts";
import { levelTable } from "../../hub/inventory/export-levels.ts";
import { listStockHistory, stockHistoryRowSchema } from "../../hub/inventory/history.ts";
import { levelSchema } from "../../hub/inventory/level-schema.ts";
import { listLevels } from "../../hub/inventory/levels.ts";
import { listLowStock, lowLevelSchema, lowStockSorts } from "../../hub/inventory/low-stock.ts";
import { listReservations, reservationSchema } from "../../hub/inventory/reservations.ts";
import { explainListing, stockExplanationSchema } from "../../hub/listings/explain-stock.ts";
import { listListings } from "../../hub/listings/index.ts";
import { exampleId } from "../document/examples.ts";
import { asRequested, type Route, routes } from "../route.ts";
import { flag, id, list, page, pageOf } from "../schemas.ts";
import { tableAnswer, tableQuery, tableTypes } from "../table-answer.ts";
import { eitherEnd, levelFilters, movementFilters } from "./list-filters.ts";

const route = routes({ tag: "inventory", reads: "view" });

// One screen of answers: a variant is listed on a handful of stores.
const MOST_EXPLAINED = 100;

/** What is where, what moved it, who holds it, and why a channel shows what it shows. */
export const stockReadRoutes: readonly Route[] = [
  route.get("/inventory/levels", {
    summary: "Units per variant and location",
    query: z.object({ ...page, ...levelFilters }),
    response: pageOf(levelSchema),
    handler: ({ tenant, query }) => {
      const { q, variantId, ...filter } = query;
      return tenant((tx) => listLevels(tx, { ...filter, variantIds: variantId, search: q }));
    },
  }),
  route.get("/inventory/levels/export", {
    summary: "These units as a file: CSV or JSON lines",
    query: z.object({ ...levelFilters, ...tableQuery }),
    produces: tableTypes,
    handler: ({ tenant, query, reply }) => {
      const { q, variantId, format, bom, ...filter } = query;
      const table = levelTable(tenant, { ...filter, variantIds: variantId, search: q });
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
    response: pageOf(lowLevelSchema),
    handler: ({ tenant, query: { q, ...filter } }) => tenant((tx) => listLowStock(tx, { ...filter, search: q })),
  }),
  route.get("/inventory/history", {
    summary: "Every movement of stock with its cause, newest first",
    query: z.object({
      ...page,
      ...movementFilters,
    }),
    asFile: "stock-history",
    response: pageOf(stockHistoryRowSchema),
    handler: asRequested(listStockHistory),
  }),
  route.get("/inventory/reservations", {
    summary:
      "Order lines that hold stock or wait for it, newest first; what programs hold stands in /stock-reservations, what is held of lots in /lots",
    query: z.object({ ...page, variantId: id.optional(), short: flag.optional(), sort: eitherEnd }),
    response: pageOf(reservationSchema),
    handler: asRequested(listReservations),
  }),
  route.get("/inventory/explain", {
    summary: "Why each channel shows the number it shows for a variant, a product's variants, or one channel item",
    example: { query: { variantId: exampleId("variantId") } },
    query: z.object({ variantId: id.optional(), productId: id.optional(), listingId: id.optional() }),
    response: list(stockExplanationSchema),
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
