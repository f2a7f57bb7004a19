import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import {
  type Category,
  createCategory,
  deleteCategory,
  listCategories,
  updateCategory,
} from "../../hub/catalog/index.ts";
import { HubError } from "../../hub/errors.ts";
import { type Api, route } from "../route.ts";
import { id, idParams, list, text } from "../schemas.ts";
import { category } from "./catalog-schemas.ts";

const tag = "catalogue";

async function categoryOf(tx: Tx, wanted: string): Promise<Category> {
  const found = (await listCategories(tx)).find((each) => each.id === wanted);
  if (!found) throw new HubError("CATEGORY_NOT_FOUND", "not_found", "There is no such category.");
  return found;
}

/** The category tree. */
export function categoryRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/categories",
    permission: "view",
    tag,
    summary: "The whole tree, flat, siblings in their order",
    response: list(category),
    handler: async ({ tenant }) => ({ items: await tenant((tx) => listCategories(tx)) }),
  });
  route(api, {
    method: "POST",
    url: "/categories",
    permission: "edit_catalogue",
    tag,
    summary: "Add a category",
    body: z.strictObject({ name: text(255), parentId: id.nullable().optional(), position: z.int().min(0).optional() }),
    response: category,
    status: 201,
    handler: ({ tenant, body, now }) =>
      tenant(async (tx) => categoryOf(tx, await createCategory(tx, { ...body, now }))),
  });
  route(api, {
    method: "PATCH",
    url: "/categories/:id",
    permission: "edit_catalogue",
    tag,
    summary: "Rename, move or reorder a category",
    params: idParams,
    body: z.strictObject({
      name: text(255).optional(),
      parentId: id.nullable().optional(),
      position: z.int().min(0).optional(),
    }),
    response: category,
    handler: ({ tenant, params, body, now }) =>
      tenant(async (tx) => {
        await updateCategory(tx, { ...body, id: params.id, now });
        return categoryOf(tx, params.id);
      }),
  });
  route(api, {
    method: "DELETE",
    url: "/categories/:id",
    permission: "edit_catalogue",
    tag,
    summary: "Delete a category: its children move up, its products only leave it",
    params: idParams,
    handler: ({ tenant, params, now }) => tenant((tx) => deleteCategory(tx, { id: params.id, now })),
  });
}
