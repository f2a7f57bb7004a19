/** Categories of Catalog V3: a tree; every call names it. */
import type { ChannelCategory, Json } from "../../../commerce/product.ts";
import type { Context } from "../../kit/contract/contract.ts";
import { ConnectorError } from "../../kit/contract/errors.ts";
import type { Categories, SweepPage } from "../../kit/contract/ports.ts";
import { parseResponse } from "../../kit/parse/parse.ts";
import { readSingly } from "../../kit/pull/read-each.ts";
import { asTree, nextCursor, rowsOf, wixCall, wixCallOrNull, wixQuery } from "../client.ts";
import { categorySchema } from "../schemas.ts";
import { message } from "../words.ts";

export const TREE = { appNamespace: "@wix/stores", treeKey: null } as const;
/** The app that owns the catalog's items, as order lines name it; the same on every site (assumed, see README). */
export const STORES_APP = "215238eb-22a5-4c36-9e7b-e7c08025e04e";

const LIMIT = 100;
const MAX_NAME = 80;

async function page(
  query: Json,
  ctx: Context,
): Promise<{ readonly rows: readonly Json[]; readonly next: string | null }> {
  const body = await wixQuery(ctx, "categories.list", "/categories/v1/categories/query", {
    query,
    treeReference: TREE,
    returnNonVisibleCategories: true,
  });
  return { rows: rowsOf(body, "categories", ctx), next: nextCursor(body) };
}

function mapCategory(raw: Json, ctx: Context): ChannelCategory {
  const { id, name, parentCategory } = parseResponse(categorySchema, raw, { ctx, what: "a category" });
  return { key: id, name, parentKey: parentCategory?.id, raw };
}

async function* walk(ctx: Context): AsyncGenerator<SweepPage<ChannelCategory>> {
  let cursor: string | null = null;
  do {
    const paging: { readonly [key: string]: Json } = cursor === null ? { limit: LIMIT } : { limit: LIMIT, cursor };
    const { rows, next } = await page({ cursorPaging: paging }, ctx);
    const { items, unread } = await readSingly(rows, (row) => mapCategory(row, ctx));
    cursor = next;
    // Short and without a time of change: a walk that is killed begins anew.
    yield { items, cursor: "", safeToSave: next === null, unread: unread.length };
  } while (cursor !== null);
}

/** One of the same name below the same parent, so that nothing is made twice. */
async function findSame(name: string, parentKey: string | undefined, ctx: Context): Promise<string | null> {
  for await (const { items } of walk(ctx)) {
    const same = items.find((one) => one.name === name && one.parentKey === parentKey);
    if (same) return same.key;
  }
  return null;
}

/** Names it and puts it below the parent; without one, at the top. A rename cannot move: the parent is immutable there. */
async function change(
  key: string,
  to: { name: string; parentKey?: string | undefined },
  ctx: Context,
): Promise<string> {
  const read = await wixCallOrNull(ctx, {
    path: `/categories/v1/categories/${key}`,
    query: [["treeReference.appNamespace", TREE.appNamespace]],
    operation: "categories.get",
  });
  const raw = asTree(read)["category"];
  if (raw === undefined) throw new ConnectorError({ kind: "not_found" }, message("error.categoryNoLongerExists"));
  const existing = parseResponse(categorySchema, raw, { ctx, what: "a category" });
  if (existing.name !== to.name)
    await wixCall(ctx, {
      method: "PATCH",
      path: `/categories/v1/categories/${key}`,
      json: { category: { id: key, revision: existing.revision ?? null, name: to.name }, treeReference: TREE },
      operation: "categories.update",
      safe: true,
    });
  // After the rename, whose revision was read before: a move needs none.
  if (existing.parentCategory?.id !== to.parentKey)
    await wixCall(ctx, {
      method: "POST",
      path: `/categories/v1/categories/${key}/move`,
      json: {
        treeReference: TREE,
        position: "LAST",
        ...(to.parentKey === undefined ? {} : { parentCategoryId: to.parentKey }),
      },
      operation: "categories.move",
      safe: true,
    });
  return key;
}

export const categories: Categories = {
  sweep: { id: "categories.full", mode: "full", everyMs: 6 * 3_600_000, run: (_input, ctx) => walk(ctx) },
  async put({ key, name, parentKey }, ctx) {
    if (name.length === 0 || name.length > MAX_NAME)
      throw new ConnectorError(
        { kind: "rejected", field: "name", code: "name_length" },
        message("error.categoryName1Characters", { most: MAX_NAME }),
      );
    if (key !== null) return change(key, { name, parentKey }, ctx);
    const same = await findSame(name, parentKey, ctx);
    if (same !== null) return same;
    const body = await wixCall(ctx, {
      method: "POST",
      path: "/categories/v1/categories",
      json: {
        category: { name, visible: true, ...(parentKey === undefined ? {} : { parentCategory: { id: parentKey } }) },
        treeReference: TREE,
      },
      operation: "categories.create",
    });
    return mapCategory(asTree(body)["category"] ?? null, ctx).key;
  },
};

/** Puts a product into exactly these categories. */
export async function setCategories(productId: string, categoryIds: readonly string[], ctx: Context): Promise<void> {
  await wixCall(ctx, {
    method: "POST",
    path: "/categories/v1/bulk/categories/set-item-categories",
    json: { item: { catalogItemId: productId, appId: STORES_APP }, categoryIds, treeReference: TREE },
    operation: "categories.assign",
    safe: true,
  });
}
