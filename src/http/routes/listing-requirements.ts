import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { findCategories, foundCategorySchema, treeReadAt } from "../../hub/listing-drafts/categories.ts";
import { checkAll } from "../../hub/listing-drafts/check.ts";
import { categorySchema, saveRules } from "../../hub/listing-drafts/schemas.ts";
import { refusal } from "../../hub/refusals.ts";
import type { Store } from "../../hub/stores/stores.ts";
import { requireAble } from "../abilities.ts";
import { exampleId } from "../document/examples.ts";
import { messagesFor } from "../language.ts";
import { type Call, type Route, routes } from "../route.ts";
import { id } from "../schemas.ts";
import { whenOf } from "./listing-drafts.ts";
import { categoryKey, requirements, rule } from "./listing-schemas.ts";
import { storeOf } from "./stores.ts";

const route = routes({ tag: "listings", reads: "view", changes: "edit_catalogue" });

/** The channel, which takes listings. */
async function placeOf(call: Pick<Call<{ id: string }, unknown, unknown>, "tenant" | "params" | "deps">) {
  const store = await storeOf(call, "commerce");
  requireAble(call.deps, store, [{ ability: "publishListings", field: "id", isRequested: true }]);
  return store;
}

const titleOf = async (tx: Tx, productId: string): Promise<string> => {
  const product = await tx.maybe<{ title: string }>(
    "select title from argosy.product where organization_id = argosy.tenant() and id = $1 and deleted_at is null",
    [productId],
  );
  if (!product) throw refusal("PRODUCT_NOT_FOUND", "productId");
  return product.title;
};

/** With its fields in the language of whoever asks, where the connector has words for them. */
async function shown(
  call: Pick<Call<unknown, unknown, unknown>, "tenant" | "deps" | "language">,
  { id: connectionId, provider }: Pick<Store, "id" | "provider">,
  key: string,
) {
  const found = await call.tenant((tx) => categorySchema(tx, { connectionId, categoryKey: key }));
  const texts = messagesFor(call.deps.connectors, { provider, language: call.language });
  const fields = found.schema.fields.map((field) => ({
    ...field,
    name: texts(field.name),
    // The platform's own lines stand beside the connector's.
    ...(field.help === undefined ? {} : { help: field.help.split("\n").map(texts).join("\n") }),
  }));
  return { ...found, schema: { ...found.schema, fields } };
}

const categories = z.object({ categories: z.array(foundCategorySchema).describe("100 at most") });
const example = { body: { categoryKey: "20697" } };

/** Categories of a channel, what each asks of listings, and how that is filled from products. */
export const listingRequirementRoutes: readonly Route[] = [
  route.get("/stores/:id/listing-categories", {
    summary: "Categories of the channel, as read last: those with the words, or those below one, or the roots",
    query: z.object({
      q: z.string().trim().min(1).max(200).optional().describe("words in the name"),
      parentKey: z.string().max(500).optional(),
    }),
    response: categories.extend({ readAt: z.string().nullable().describe("null: never; read them first") }),
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call, "commerce");
      return call.tenant(async (tx) => {
        const readAt = await treeReadAt(tx, connectionId);
        return { categories: await findCategories(tx, { ...call.query, connectionId }), readAt };
      });
    },
  }),
  route.post("/stores/:id/listing-categories/read", {
    summary: "Read the channel's categories again",
    response: z.object({ categories: z.int() }),
    handler: async (call) => {
      const { id: connectionId } = await placeOf(call);
      return call.deps.engine.listings.readCategories({ organization: call.access.organization, connectionId });
    },
  }),
  route.post("/stores/:id/listing-categories/suggest", {
    summary: "Categories the channel proposes for a product, best first; none where it proposes none",
    example: { body: { productId: exampleId("productId") } },
    body: z.strictObject({ productId: id }),
    response: categories,
    audited: false,
    handler: async (call) => {
      const { id: connectionId } = await placeOf(call);
      const title = await call.tenant((tx) => titleOf(tx, call.body.productId));
      const { organization } = call.access;
      const keys = await call.deps.engine.listings.suggest({ organization, connectionId, title });
      return { categories: await call.tenant((tx) => findCategories(tx, { connectionId, keys })) };
    },
  }),
  route.get("/stores/:id/listing-requirements", {
    summary: "What a category asks of listings, and how its fields are filled from products",
    description: "`LISTING_SCHEMA_UNREAD` where the category's requirements were never read.",
    example: { query: example.body },
    query: z.object({ categoryKey }),
    response: requirements,
    handler: async (call) => {
      return shown(call, await storeOf(call, "commerce"), call.query.categoryKey);
    },
  }),
  route.post("/stores/:id/listing-requirements/read", {
    summary: "Read what a category asks for, now; its drafts are checked again where that changed",
    example,
    body: z.strictObject({ categoryKey }),
    response: requirements,
    handler: async (call) => {
      const store = await placeOf(call);
      const category = { connectionId: store.id, categoryKey: call.body.categoryKey };
      const { organization } = call.access;
      const { changes } = await call.deps.engine.listings.readSchema({ organization, ...category });
      if (changes !== null) await checkAll(call.tenant, category, whenOf(call));
      return shown(call, store, category.categoryKey);
    },
  }),
  route.post("/stores/:id/listing-rules", {
    summary: "Set how the fields of a category are filled from products; its drafts are checked again",
    description:
      "One rule a field; a field without one takes what its name says of the product. Refused where the category lacks the field (`LISTING_FIELD_UNKNOWN`).",
    example: {
      body: { categoryKey: "20697", rules: [{ field: "condition", from: "fixed", fixed: ["NEW"] }] },
    },
    body: z.strictObject({ categoryKey, rules: z.array(rule).max(1_000) }),
    response: requirements,
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      const category = { connectionId: store.id, categoryKey: call.body.categoryKey };
      await call.tenant((tx) => saveRules(tx, category, call.body.rules));
      await checkAll(call.tenant, category, whenOf(call));
      return shown(call, store, category.categoryKey);
    },
  }),
];
