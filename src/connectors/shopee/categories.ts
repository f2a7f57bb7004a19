/** Two kinds of categories: Shopee's own tree, which every product needs a leaf of, and the shop's own collections. */

import type { ChannelCategory } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Categories } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { readDaily } from "../kit/pull/whole-list.ts";
import { asTree } from "./answer.ts";
import { call, idNumber } from "./client.ts";
import { categoryList, collectionList } from "./schemas.ts";
import { message } from "./words.ts";

/** Before the key of a collection; the tree's keys are bare numbers. */
export const COLLECTION = "shop-";
const COLLECTIONS_PER_PAGE = 100;
/** 1 normal, 2 inactive, 0 deleted. */
const DELETED = 0;

async function tree(ctx: Context): Promise<ChannelCategory[]> {
  const body = await call(ctx, { path: "product/get_category", operation: "categories.tree" });
  return parseResponse(categoryList, body, { ctx, what: "the categories" }).category_list.map((row) => ({
    key: row.category_id,
    parentKey: row.parent_category_id,
    name: row.display_category_name ?? row.original_category_name ?? row.category_id,
    raw: { category_id: row.category_id, parent_category_id: row.parent_category_id ?? null },
  }));
}

async function collections(ctx: Context): Promise<ChannelCategory[]> {
  const found: ChannelCategory[] = [];
  // The two texts of the document are swapped; page numbers begin at 1 and end at 100.
  for (let page = 1; page <= 100; page += 1) {
    const query = [
      ["page_size", String(COLLECTIONS_PER_PAGE)],
      ["page_no", String(page)],
    ] as const;
    const body = await call(ctx, {
      path: "shop_category/get_shop_category_list",
      operation: "categories.collections",
      query,
    });
    const list = parseResponse(collectionList, body, { ctx, what: "the shop's collections" });
    for (const { shop_category_id: id, name, status } of list.shop_categorys)
      if (status !== DELETED)
        found.push({ key: `${COLLECTION}${id}`, name, raw: { shop_category_id: id, name, status } });
    if (!list.more) break;
  }
  return found;
}

export const categories: Categories = {
  sweep: readDaily("categories", async function* (_input, ctx) {
    yield { items: await tree(ctx), cursor: "", safeToSave: true };
    yield { items: await collections(ctx), cursor: "", safeToSave: true };
  }),
  async put({ key, name, parentKey }, ctx) {
    if (parentKey !== undefined || (key !== null && !key.startsWith(COLLECTION)))
      throw new ConnectorError({ kind: "unsupported" }, message("error.ownCategoriesMadeShopCollections"));
    if (key !== null) {
      const json = { shop_category_id: idNumber(key.slice(COLLECTION.length)), name };
      await call(ctx, { path: "shop_category/update_shop_category", operation: "categories.update", json, safe: true });
      return key;
    }
    const existing = (await collections(ctx)).find((one) => one.name === name);
    if (existing) return existing.key;
    const { shop_category_id: id } = asTree(
      await call(ctx, { path: "shop_category/add_shop_category", operation: "categories.add", json: { name } }),
    );
    return `${COLLECTION}${String(id)}`;
  },
  async remove(key, ctx) {
    if (!key.startsWith(COLLECTION))
      throw new ConnectorError({ kind: "unsupported" }, message("error.ownCategoriesNotShopDelete"));
    if (!(await collections(ctx)).some((one) => one.key === key)) return;
    const json = { shop_category_id: idNumber(key.slice(COLLECTION.length)) };
    await call(ctx, { path: "shop_category/delete_shop_category", operation: "categories.remove", json, safe: true });
  },
};
