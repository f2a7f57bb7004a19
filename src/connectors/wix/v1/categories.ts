/** Collections of Catalog V1: flat, no revision. */
import type { ChannelCategory, Json } from "../../../commerce/product.ts";
import type { Context } from "../../kit/contract/contract.ts";
import { ConnectorError } from "../../kit/contract/errors.ts";
import type { Categories, SweepPage } from "../../kit/contract/ports.ts";
import { parseResponse } from "../../kit/parse/parse.ts";
import { readSingly } from "../../kit/pull/read-each.ts";
import { asTree, PER_PAGE, rowsOf, wixCall, wixQuery } from "../client.ts";
import { refuse } from "../refusals.ts";
import { collectionSchema } from "../schemas.ts";
import { message } from "../words.ts";

const MAX_NAME = 50;

function mapCollection(raw: Json, ctx: Context): ChannelCategory {
  const { id, name } = parseResponse(collectionSchema, raw, { ctx, what: "a collection" });
  return { key: id, name, raw };
}

async function* walk(ctx: Context): AsyncGenerator<SweepPage<ChannelCategory>> {
  for (let offset = 0; ; offset += PER_PAGE) {
    const body = await wixQuery(ctx, "categories.list", "/stores-reader/v1/collections/query", {
      query: { paging: { limit: PER_PAGE, offset } },
    });
    const rows = rowsOf(body, "collections", ctx);
    const { items, unread } = await readSingly(rows, (row) => mapCollection(row, ctx));
    const isEnd = rows.length < PER_PAGE;
    yield { items, cursor: "", safeToSave: isEnd, unread: unread.length };
    if (isEnd) return;
  }
}

export const categories: Categories = {
  sweep: { id: "categories.full", mode: "full", everyMs: 6 * 3_600_000, run: (_input, ctx) => walk(ctx) },
  async put({ key, name, parentKey }, ctx) {
    if (name.length === 0 || name.length > MAX_NAME)
      throw refuse("name", "name_length", message("refused.collectionName1Characters", { most: MAX_NAME }));
    if (parentKey !== undefined) throw refuse("parent", "flat", message("refused.siteCatalogKnowsNoSub"));
    if (key !== null) {
      await wixCall(ctx, {
        method: "PATCH",
        path: `/stores/v1/collections/${key}`,
        json: { collection: { name } },
        operation: "categories.update",
        safe: true,
      });
      return key;
    }
    for await (const { items } of walk(ctx)) {
      const same = items.find((one) => one.name === name);
      if (same) return same.key;
    }
    const body = await wixCall(ctx, {
      method: "POST",
      path: "/stores/v1/collections",
      json: { collection: { name } },
      operation: "categories.create",
    });
    const made = asTree(body)["collection"];
    if (made === undefined)
      throw new ConnectorError({ kind: "drift", path: "collection" }, message("error.toldNothingNewCollection"));
    return mapCollection(made, ctx).key;
  },
};

/** Puts a product into collections and takes it out of others, where they differ. */
export async function setCollections(
  productId: string,
  change: { readonly from: readonly string[]; readonly to: readonly string[] },
  ctx: Context,
): Promise<void> {
  const call = (key: string, path: string) =>
    wixCall(ctx, {
      method: "POST",
      path: `/stores/v1/collections/${key}/${path}`,
      json: { productIds: [productId] },
      operation: "categories.assign",
      safe: true,
    });
  for (const key of change.to.filter((one) => !change.from.includes(one))) await call(key, "productIds");
  for (const key of change.from.filter((one) => !change.to.includes(one))) await call(key, "productIds/delete");
}
