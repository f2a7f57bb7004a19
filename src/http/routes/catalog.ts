import { z } from "zod";
import type { ProblemCode } from "../../commerce/problem-codes.ts";
import type { AuditSubject } from "../../hub/audit/audit.ts";
import {
  addVariant,
  createProduct,
  createProducts,
  deleteProducts,
  deleteVariant,
  getProduct,
  getVariant,
  type ItemOutcome,
  listProducts,
  listVariants,
  productTable,
  updateProduct,
  updateProducts,
  updateVariant,
  updateVariants,
} from "../../hub/catalog/index.ts";
import { productSchema, productSummarySchema, variantSchema } from "../../hub/catalog/read.ts";
import { HubError } from "../../hub/errors.ts";
import { DELETED_ON_CHANNELS, DELETED_PRODUCT_ON_CHANNELS } from "../../hub/listings/end-removals.ts";
import { byId, type Route, routes } from "../route.ts";
import { numbered } from "../rows.ts";
import { id, page, pageOf } from "../schemas.ts";
import { tableAnswer, tableQuery, tableTypes } from "../table-answer.ts";
import { newProduct, outcomes, productPatch, unless, variantFields, variantPatch } from "./catalog-schemas.ts";
import { eitherEnd, productFilters } from "./list-filters.ts";

const route = routes({ tag: "catalog", reads: "view", changes: "edit_catalogue" });

const BULK_LIMIT = 16 * 1024 * 1024;

const onChannels = z
  .enum(DELETED_ON_CHANNELS)
  .optional()
  .describe("zero (default): channels show zero before the links end; leave: they keep selling what they show");

const productOnChannels = z
  .enum(DELETED_PRODUCT_ON_CHANNELS)
  .optional()
  .describe(
    "zero (default): channels show zero before the links end; unpublish: they also take it off sale, where they take products; leave: they keep selling what they show",
  );

function notFoundOr(code: ProblemCode): "not_found" | "conflict" {
  return code.endsWith("_NOT_FOUND") ? "not_found" : "conflict";
}

/** Without the keys that stand for "not named": a patch knows only what is there. */
function patchOf({ title, variants, ...rest }: z.output<typeof productPatch>) {
  return {
    ...rest,
    ...(title !== undefined && { title }),
    ...(variants && { variants: variants.map((one) => ({ ...one, ifUpdatedAt: dateOf(one.ifUpdatedAt) })) }),
  };
}

/** Those of a bulk change that took it: it stands in the history of each. */
const changedIn = (kind: AuditSubject["kind"], outcomes: readonly ItemOutcome[]): readonly AuditSubject[] =>
  outcomes.flatMap((each) => (each.ok ? [{ kind, id: each.id }] : []));

function summed(results: readonly ItemOutcome[]) {
  const failed = results.filter((each) => !each.ok).length;
  return { succeeded: results.length - failed, failed, results };
}

const dateOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

/** Products and variants. */
export const catalogRoutes: readonly Route[] = [
  route.get("/products", {
    summary: "Products, newest first",
    query: z.object({ ...page, ...productFilters }),
    response: pageOf(productSummarySchema),
    handler: ({ tenant, query }) => {
      const { q, storeId, ...filter } = query;
      return tenant((tx) => listProducts(tx, { ...filter, text: q, connectionId: storeId }));
    },
  }),
  route.get("/products/export", {
    summary: "These products as a file that imports back unchanged: CSV or JSON lines",
    query: z.object({ ...productFilters, ...tableQuery }),
    produces: tableTypes,
    handler: async ({ tenant, query, access, reply }) => {
      const { format, bom, q, storeId, ...filter } = query;
      const showsCosts = access.actions.includes("view_costs");
      const table = await productTable(tenant, { ...filter, text: q, connectionId: storeId }, { showsCosts });
      return tableAnswer(reply, { name: "products", table, style: { format, bom } });
    },
  }),
  route.get("/products/:id", {
    summary: "One product with variants and images",
    response: productSchema,
    handler: byId(getProduct),
  }),
  route.post("/products", {
    summary: "Create a product; SKUs are unique in the organization",
    example: { body: { title: "Linen shirt, blue", variants: [{ sku: "SHIRT-BLUE-M", priceMinor: 1990 }] } },
    body: newProduct,
    response: productSchema,
    status: 201,
    handler: ({ tenant, body, now }) =>
      tenant(async (tx) => getProduct(tx, (await createProduct(tx, { product: body, now })).id)),
  }),
  route.patch("/products/:id", {
    summary: "Change what is named; images and categories are given whole, variants left out stay",
    body: productPatch.extend(unless),
    response: productSchema,
    handler: ({ tenant, params, body: { ifUpdatedAt, ...patch }, now }) =>
      tenant(async (tx) => {
        await updateProduct(tx, { id: params.id, patch: patchOf(patch), ifUpdatedAt: dateOf(ifUpdatedAt), now });
        return getProduct(tx, params.id);
      }),
  }),
  route.delete("/products/:id", {
    summary: "Delete a product with its variants; histories stay",
    query: z.strictObject({ onChannels: productOnChannels }),
    handler: async ({ tenant, params, query, now }) => {
      const [outcome] = await tenant((tx) => deleteProducts(tx, { ids: [params.id], ...query, now }));
      if (outcome && !outcome.ok)
        throw new HubError(outcome.error.code, notFoundOr(outcome.error.code), outcome.error.message);
    },
  }),
  route.post("/products/bulk", {
    summary: "Create, change or delete up to 1,000 products; one outcome each, a bad one does not stop the others",
    body: z.discriminatedUnion("action", [
      z.strictObject({ action: z.literal("create"), products: z.array(newProduct).min(1).max(1_000) }),
      z.strictObject({
        action: z.literal("update"),
        changes: z
          .array(z.strictObject({ id, patch: productPatch }))
          .min(1)
          .max(1_000),
      }),
      z.strictObject({
        action: z.literal("delete"),
        ids: z.array(id).min(1).max(1_000),
        onChannels: productOnChannels,
      }),
    ]),
    response: outcomes,
    rows: { in: ["products", "changes", "ids"], ...numbered },
    bodyLimit: BULK_LIMIT,
    handler: async ({ tenant, body, now, request }) => {
      const outcomes = await tenant((tx) => {
        if (body.action === "create") return createProducts(tx, { products: body.products, now });
        if (body.action === "delete") return deleteProducts(tx, { ids: body.ids, onChannels: body.onChannels, now });
        const changes = body.changes.map((change) => ({ id: change.id, patch: patchOf(change.patch) }));
        return updateProducts(tx, { changes, now });
      });
      request.auditSubjects = changedIn("products", outcomes);
      return summed(outcomes);
    },
  }),
  route.get("/variants", {
    summary: "Variants, newest first or oldest",
    query: z.object({
      ...page,
      q: z.string().max(200).optional(),
      sku: z.string().max(255).optional().describe("the whole SKU, in any case"),
      barcode: z.string().max(100).optional(),
      productId: id.optional(),
      sort: eitherEnd,
    }),
    response: pageOf(variantSchema),
    handler: ({ tenant, query }) => {
      const { q, ...filter } = query;
      return tenant((tx) => listVariants(tx, { ...filter, text: q }));
    },
  }),
  route.get("/variants/:id", {
    summary: "One variant",
    response: variantSchema,
    handler: byId(getVariant),
  }),
  route.post("/products/:id/variants", {
    summary: "Add a variant to a product",
    example: { body: { sku: "SHIRT-BLUE-L", title: "Large", priceMinor: 1990 } },
    body: z.strictObject(variantFields),
    response: variantSchema,
    status: 201,
    handler: ({ tenant, params, body, now }) =>
      tenant(async (tx) => getVariant(tx, await addVariant(tx, { productId: params.id, variant: body, now }))),
  }),
  route.patch("/variants/:id", {
    summary: "Change what is named of a variant",
    example: { body: { title: "Medium", priceMinor: 2190 } },
    body: variantPatch.extend(unless),
    response: variantSchema,
    handler: ({ tenant, params, body: { ifUpdatedAt, ...patch }, now }) =>
      tenant(async (tx) => {
        await updateVariant(tx, { id: params.id, patch: variantPatchOf(patch), ifUpdatedAt: dateOf(ifUpdatedAt), now });
        return getVariant(tx, params.id);
      }),
  }),
  route.post("/variants/bulk", {
    summary: "Change up to 1,000 variants (prices, barcodes...); one outcome each",
    body: z.strictObject({
      changes: z
        .array(z.strictObject({ id, patch: variantPatch }))
        .min(1)
        .max(1_000),
    }),
    response: outcomes,
    rows: { in: ["changes"], ...numbered },
    bodyLimit: BULK_LIMIT,
    handler: async ({ tenant, body, now, request }) => {
      const changes = body.changes.map((change) => ({ id: change.id, patch: variantPatchOf(change.patch) }));
      const outcomes = await tenant((tx) => updateVariants(tx, { changes, now }));
      request.auditSubjects = changedIn("variants", outcomes);
      return summed(outcomes);
    },
  }),
  route.delete("/variants/:id", {
    summary: "Delete a variant; its history stays, its channel items show none and are unlinked",
    query: z.strictObject({ onChannels }),
    handler: ({ tenant, params, query, now }) => tenant((tx) => deleteVariant(tx, { id: params.id, ...query, now })),
  }),
];

function variantPatchOf({ sku, ...rest }: z.output<typeof variantPatch>) {
  return { ...rest, ...(sku !== undefined && { sku }) };
}
