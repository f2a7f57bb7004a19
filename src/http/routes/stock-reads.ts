import { z } from "zod";
import { HubError } from "../../hub/errors.ts";
import { explainListing } from "../../hub/inventory/explain.ts";
import { listStockHistory } from "../../hub/inventory/history.ts";
import { listLevels, listLowStock, setReorder } from "../../hub/inventory/levels.ts";
import { listReservations } from "../../hub/inventory/reservations.ts";
import { listListings } from "../../hub/listings/index.ts";
import { type Api, route } from "../route.ts";
import { flag, id, list, page, pageOf, whole } from "../schemas.ts";

const tag = "inventory";
const level = z
  .object({
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
    updatedAt: z.string(),
  })
  .meta({ id: "Level" });
const movement = z.object({
  id,
  variantId: id,
  sku: z.string(),
  locationId: id,
  locationName: z.string(),
  cause: z.string(),
  causeRef: z.string(),
  onHandDelta: z.int(),
  reservedDelta: z.int(),
  onHandAfter: z.int(),
  reservedAfter: z.int(),
  orderId: id.nullable(),
  orderNumber: z.string().nullable(),
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
  confirmedAt: z.string().nullable(),
  state: z.string(),
  error: z.string().nullable(),
  isBeingChecked: z.boolean(),
});
export const explanation = z
  .object({
    listingId: id,
    connectionId: id,
    storeName: z.string(),
    title: z.string(),
    sku: z.string().nullable(),
    notPushed: z.array(z.string()),
    locations: z.array(
      z.object({
        location: z.string(),
        quantity: z.int(),
        steps: z.array(z.unknown()),
        channel: channelState.nullable(),
      }),
    ),
  })
  .meta({ id: "StockExplanation", description: "Why a channel is shown this number" });

/** What is where, what moved it, who holds it, and why a channel shows what it shows. */
export function stockReadRoutes(api: Api): void {
  levelRoutes(api);
  historyRoutes(api);
  explainRoute(api);
}

function levelRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/inventory/levels",
    permission: "view",
    tag,
    summary: "Units per variant and location",
    query: z.object({
      ...page,
      variantId: id.optional(),
      productId: id.optional(),
      locationId: id.optional(),
      low: flag.optional().describe("at or below the reorder point"),
      out: flag.optional().describe("nothing available"),
      q: z.string().max(200).optional(),
    }),
    response: pageOf(level),
    handler: ({ tenant, query }) => {
      const { q, variantId, ...filter } = query;
      const variantIds = variantId === undefined ? undefined : [variantId];
      return tenant((tx) => listLevels(tx, { ...filter, variantIds, search: q }));
    },
  });
  route(api, {
    method: "GET",
    url: "/inventory/low-stock",
    permission: "view",
    tag,
    summary: "Levels at or below their reorder point, the scarcest first",
    query: z.object({ limit: page.limit }),
    response: list(level),
    handler: async ({ tenant, query }) => ({ items: await tenant((tx) => listLowStock(tx, query.limit)) }),
  });
  route(api, {
    method: "PUT",
    url: "/inventory/levels/:variantId/:locationId/reorder",
    permission: "edit_catalogue",
    tag,
    summary: "When to order again, and how many; null: never",
    params: z.object({ variantId: id, locationId: id }),
    body: z.strictObject({
      reorderPoint: whole.min(0).nullable(),
      reorderQuantity: whole.min(0).nullable().default(null),
    }),
    handler: ({ tenant, params, body, now }) => tenant((tx) => setReorder(tx, { ...params, ...body, now })),
  });
}

function historyRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/inventory/history",
    permission: "view",
    tag,
    summary: "Every movement of stock with its cause, newest first",
    query: z.object({
      ...page,
      variantId: id.optional(),
      locationId: id.optional(),
      cause: z.string().max(40).optional(),
    }),
    response: pageOf(movement),
    handler: ({ tenant, query }) => tenant((tx) => listStockHistory(tx, query)),
  });
  route(api, {
    method: "GET",
    url: "/inventory/reservations",
    permission: "view",
    tag,
    summary: "Order lines that hold stock or wait for it, newest first",
    query: z.object({ ...page, variantId: id.optional(), short: flag.optional() }),
    response: pageOf(reservation),
    handler: ({ tenant, query }) => tenant((tx) => listReservations(tx, query)),
  });
}

// One screen of answers: a variant is listed on a handful of stores.
const MOST_EXPLAINED = 100;

function explainRoute(api: Api): void {
  route(api, {
    method: "GET",
    url: "/inventory/explain",
    permission: "view",
    tag,
    summary: "Why each channel shows the number it shows for a variant, or for one channel item",
    query: z.object({ variantId: id.optional(), listingId: id.optional() }),
    response: list(explanation),
    handler: async ({ tenant, query }) => {
      const { variantId, listingId } = query;
      if ((variantId === undefined) === (listingId === undefined))
        throw new HubError("EXPLAIN_WHAT", "validation", "Name a variantId or a listingId.", "variantId");
      return tenant(async (tx) => {
        if (listingId !== undefined) return { items: [await explainListing(tx, listingId)] };
        const listings = await listListings(tx, { variantId, limit: MOST_EXPLAINED });
        const items = [];
        for (const listing of listings.items) items.push(await explainListing(tx, listing.id));
        return { items };
      });
    },
  });
}
