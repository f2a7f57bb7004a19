import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { categorySchema } from "../../hub/catalog/categories.ts";
import {
  type Category,
  createCategory,
  deleteCategory,
  deleteCategoryTree,
  listCategories,
  mergeCategories,
  orderCategories,
  updateCategory,
} from "../../hub/catalog/index.ts";
import { refusal } from "../../hub/refusals.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, list, text } from "../schemas.ts";

const route = routes({ tag: "catalog", reads: "view", changes: "edit_catalogue" });

async function categoryOf(tx: Tx, desired: string): Promise<Category> {
  const found = (await listCategories(tx)).find((each) => each.id === desired);
  if (!found) throw refusal("CATEGORY_NOT_FOUND");
  return found;
}

/** The category tree. */
export const categoryRoutes: readonly Route[] = [
  route.get("/categories", {
    summary: "The whole tree, flat, siblings in their order",
    response: list(categorySchema),
    handler: async ({ tenant }) => ({ items: await tenant((tx) => listCategories(tx)) }),
  }),
  route.post("/categories", {
    summary: "Add a category",
    body: z.strictObject({ name: text(255), parentId: id.nullable().optional(), position: z.int().min(0).optional() }),
    response: categorySchema,
    status: 201,
    handler: ({ tenant, body, now }) =>
      tenant(async (tx) => categoryOf(tx, await createCategory(tx, { ...body, now }))),
  }),
  route.patch("/categories/:id", {
    summary: "Rename, move or reorder a category",
    example: { body: { name: "Shirts" } },
    body: z.strictObject({
      name: text(255).optional(),
      parentId: id.nullable().optional(),
      position: z.int().min(0).optional(),
    }),
    response: categorySchema,
    handler: ({ tenant, params, body, now }) =>
      tenant(async (tx) => {
        await updateCategory(tx, { ...body, id: params.id, now });
        return categoryOf(tx, params.id);
      }),
  }),
  route.delete("/categories/:id", {
    summary: "Delete a category: its children move up or go with it, products only leave it",
    query: z.object({ children: z.enum(["up", "delete"]).default("up") }),
    handler: ({ tenant, params, query, now }) =>
      tenant((tx) =>
        query.children === "delete"
          ? deleteCategoryTree(tx, { id: params.id })
          : deleteCategory(tx, { id: params.id, now }),
      ),
  }),
  route.post("/categories/:id/merge", {
    summary: "Put a category into another: products, channels' categories, rules and children go over",
    body: z.strictObject({ intoId: id }),
    response: categorySchema,
    handler: ({ tenant, params, body, now }) =>
      tenant(async (tx) => {
        await mergeCategories(tx, { id: params.id, intoId: body.intoId, now });
        return categoryOf(tx, body.intoId);
      }),
  }),
  route.post("/categories/order", {
    summary: "Order the children of a category, or the roots; those left out follow",
    example: { body: { parentId: null, ids: [exampleId("categories")] } },
    body: z.strictObject({ parentId: id.nullable(), ids: z.array(id).min(1).max(10_000) }),
    response: list(categorySchema),
    handler: ({ tenant, body, now }) =>
      tenant(async (tx) => {
        await orderCategories(tx, { ...body, now });
        return { items: await listCategories(tx) };
      }),
  }),
];
