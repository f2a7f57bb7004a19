/** TikTok's own tree, in one answer; merchants have no categories of their own. */
import type { ChannelCategory, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Categories } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { call } from "./client.ts";
import { categoryVersionOf } from "./regions.ts";
import { categorySchema, pageRows } from "./schemas.ts";

export const categories: Categories = {
  sweep: {
    id: "categories",
    mode: "full",
    everyMs: 7 * 24 * 3_600_000,
    async *run(_input, ctx) {
      const query = [["category_version", categoryVersionOf(ctx.connection.facts.region)]] as const;
      const url = "/product/202309/categories";
      const data = await call({ method: "GET", url, query, operation: "categories.list" }, ctx);
      const { rows } = pageRows(data, "categories", { ctx, what: "categories" });
      const items = rows.flatMap((row) => readable(row, ctx));
      yield { items, cursor: "", safeToSave: true, unread: rows.length - items.length };
    },
  },
};

function readable(raw: Json, ctx: Pick<Context, "drift">): ChannelCategory[] {
  try {
    return [toCategory(raw, ctx)];
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "drift") throw error;
    return [];
  }
}

export function toCategory(raw: Json, ctx: Pick<Context, "drift">): ChannelCategory {
  const {
    id: key,
    parent_id: parent,
    local_name: name,
  } = parseResponse(categorySchema, raw, { ctx, what: "category" });
  // Roots name a parent that does not exist.
  return { key, parentKey: parent === "0" ? undefined : parent, name, raw };
}
