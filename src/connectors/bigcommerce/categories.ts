/** Categories of the channel's tree. */

import type { ChannelCategory, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Categories } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { readDaily } from "../kit/pull/whole-list.ts";
import { allRows, asTree, dataOf, hasMore, isId, PER_PAGE, rowsOf, storeCall, storeCallOrNull } from "./client.ts";
import { categorySchema } from "./schemas.ts";
import { factsOf } from "./shop.ts";
import { message } from "./words.ts";

const PATH = "v3/catalog/trees/categories";
const MAX_NAME = 50;

/** The tree of the connection's channel. */
async function treeOf(ctx: Context): Promise<string> {
  const { channelId } = factsOf(ctx.connection);
  const query = [["channel_id:in", String(channelId)]] as const;
  const { body } = await storeCall(ctx, { path: "v3/catalog/trees", query, operation: "categories.trees" });
  const id = asTree(rowsOf(body, ctx, "category trees")[0])["id"];
  if (id === undefined)
    throw new ConnectorError(
      { kind: "rejected", field: "channelId", code: "no_tree" },
      message("error.channelNoCategoryTreeCheck", { channel: channelId }),
    );
  return String(id);
}

function mapCategory(raw: Json, ctx: Context): ChannelCategory {
  const one = parseResponse(categorySchema, raw, { ctx, what: "category" });
  return { key: one.category_id, parentKey: one.parent_id, name: one.name, raw };
}

async function find(name: string, parent: string, tree: string, ctx: Context): Promise<string | null> {
  const query = [
    ["name", name],
    ["parent_id:in", parent],
    ["tree_id:in", tree],
  ] as const;
  const rows = await allRows(ctx, { path: PATH, query, operation: "categories.list" });
  return rows.map((row) => mapCategory(row, ctx)).find((one) => one.name === name)?.key ?? null;
}

async function update(key: string, name: string, parent: string, ctx: Context): Promise<string> {
  const json = [{ category_id: Number(key), name, parent_id: Number(parent) }];
  await storeCall(ctx, { method: "PUT", path: PATH, json, operation: "categories.update", safe: true });
  return key;
}

async function create(name: string, parent: string, tree: string, ctx: Context): Promise<string> {
  // The prose asks for one of the two, the schema of the request for both.
  const json = [{ name, tree_id: Number(tree), parent_id: Number(parent) }];
  const { body } = await storeCall(ctx, { method: "POST", path: PATH, json, operation: "categories.create" });
  const [made] = Array.isArray(dataOf(body, ctx, "category")) ? rowsOf(body, ctx, "category") : [];
  const texts = asTree(asTree(body)["errors"])["title"];
  if (made === undefined)
    throw new ConnectorError({ kind: "rejected", field: "name", code: "not_created" }, [
      message("error.categoryNotMade", { name }),
      ...(typeof texts === "string" ? [message("error.says", { words: texts })] : []),
    ]);
  return mapCategory(made, ctx).key;
}

export const categories: Categories = {
  sweep: readDaily("categories.full", async function* (input, ctx) {
    const tree = await treeOf(ctx);
    for (let page = Math.max(1, Number(input.cursor ?? 1) || 1); ; page += 1) {
      const query = [
        ["tree_id:in", tree],
        ["limit", String(PER_PAGE)],
        ["page", String(page)],
      ] as const;
      const { body } = await storeCall(ctx, { path: PATH, query, operation: "categories.list" });
      const rows = rowsOf(body, ctx, "categories");
      const isEnd = rows.length === 0 || !hasMore(body, page, rows.length, PER_PAGE);
      yield {
        items: rows.map((row) => mapCategory(row, ctx)),
        cursor: isEnd ? "" : String(page + 1),
        safeToSave: true,
      };
      if (isEnd) return;
    }
  }),
  async put(category, ctx) {
    const { name } = category;
    if (name.length === 0 || name.length > MAX_NAME)
      throw new ConnectorError(
        { kind: "rejected", field: "name", code: "name_length" },
        message("error.categoryName1Characters", { most: MAX_NAME }),
      );
    const parent = category.parentKey !== undefined && isId(category.parentKey) ? category.parentKey : "0";
    if (category.key !== null) return update(category.key, name, parent, ctx);
    const tree = await treeOf(ctx);
    return (await find(name, parent, tree, ctx)) ?? create(name, parent, tree, ctx);
  },
  async remove(key, ctx) {
    // The route takes a filter and deletes all that fits: an id is asked for first.
    if (!isId(key)) return;
    const query = [["category_id:in", key]] as const;
    await storeCallOrNull(ctx, { method: "DELETE", path: PATH, query, operation: "categories.remove", safe: true });
  },
};
