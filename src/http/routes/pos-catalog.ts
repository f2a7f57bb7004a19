import { z } from "zod";
import { beginCatalogFeed, chooseFavourite, MAX_CATALOG_PAGE, readCatalog } from "../../hub/pos/catalog.ts";
import { getRegister } from "../../hub/pos/registers.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id } from "../schemas.ts";

const route = routes({ tag: "point of sale", reads: "act_on_orders", changes: "act_on_orders" });

const item = z
  .object({
    variantId: id,
    productId: id,
    title: z.string(),
    variantTitle: z.string(),
    brand: z.string().nullable(),
    sku: z.string(),
    barcode: z.string().nullable(),
    currency: z.string(),
    priceMinor: z.int().nullable().describe("null: asked at the till"),
    compareAtMinor: z.int().nullable(),
    taxClass: z.string().nullable(),
    categoryIds: z.array(id),
    kind: z.enum(["goods", "virtual"]),
    isGiftCard: z.boolean(),
    imageUrl: z.string().nullable(),
    stock: z.int().nullable().describe("available at the register's location; null: not counted"),
    isFavourite: z.boolean(),
  })
  .meta({ id: "RegisterItem", description: "A variant as a register sells it" });

/** The catalog as registers keep it on their devices. */
export const posCatalogRoutes: readonly Route[] = [
  route.get("/pos/catalog", {
    summary: "What a register keeps of the catalog: first all of it, then what changed",
    description:
      "Without a cursor, or with one of another location, the catalog begins from the start (`restart`). Keep `cursor` with the items and ask with it again: at once while there is `more`, later for what changed meanwhile. `gone` are variants no longer sold.",
    query: z.object({
      registerId: id,
      cursor: z.string().max(500).optional(),
      limit: z.coerce.number().int().min(1).max(MAX_CATALOG_PAGE).optional(),
    }),
    response: z.object({
      items: z.array(item),
      gone: z.array(id),
      cursor: z.string(),
      more: z.boolean(),
      restart: z.boolean(),
    }),
    handler: async ({ tenant, query, now }) => {
      const { registerId, cursor, limit } = query;
      const { locationId } = await tenant((tx) => getRegister(tx, registerId));
      // Committed before the first page is read: what changes from here on is marked.
      await tenant((tx) => beginCatalogFeed(tx, now));
      return tenant((tx) => readCatalog(tx, { locationId, cursor, limit }));
    },
  }),
  route.put("/pos/catalog/favourites", {
    summary: "Show a variant first on the registers of a location, or no longer",
    body: z.strictObject({ registerId: id, variantId: id, isFavourite: z.boolean() }),
    example: {
      body: { registerId: exampleId("registerId"), variantId: exampleId("variantId"), isFavourite: true },
    },
    audited: false,
    handler: ({ tenant, body }) =>
      tenant(async (tx) => {
        const { locationId } = await getRegister(tx, body.registerId);
        await chooseFavourite(tx, { ...body, locationId });
      }),
  }),
];
